package everymode.run;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The environment of a run: everything needed to reproduce it bit by bit, or to explain why
/// another result differs.
public final class Provenance {

  private static final String PRECISION = "precision";

  private Provenance() {}

  /// The precision with which a run began.
  ///
  /// @param provenance the file of the run; runs of earlier versions do not name it
  static Precision precision(JsonNode provenance) {
    return Precision.of(provenance.path(PRECISION).asString(Precision.FP32.label()));
  }

  /// The version of this library.
  public static String version() {
    return Optional.ofNullable(Provenance.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static ObjectNode of(Optional<Dataset> data, long seed, Device device, String configHash) {
    ObjectNode node = Json.object();
    node.put("everymode", version());
    node.put("libtorch", Backend.version());
    node.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    List<String> system = List.of("os.name", "os.version", "os.arch");
    node.put("system", system.stream().map(System::getProperty).collect(Collectors.joining(" ")));
    node.put("processor", processor());
    node.put("cores", Runtime.getRuntime().availableProcessors());
    node.put("threads", Backend.threads());
    node.put("device", device.name());
    node.put(PRECISION, device.precision().label());
    node.put("seed", seed);
    data.ifPresent(rows -> describe(rows, node));
    node.put("configHash", configHash);
    node.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return node;
  }

  private static void describe(Dataset data, ObjectNode node) {
    node.put("data", data.name());
    node.put("dataHash", data.hash());
    node.put("trainingRows", data.train().size());
    node.put("heldOutRows", data.heldOut().size());
    List<Domain.Table.Column> columns = data.domain().columns();
    if (!columns.isEmpty()) {
      var scaling = node.putArray("scaling");
      for (var column : columns) {
        scaling
            .addObject()
            .put("column", column.name())
            .put("mean", column.mean())
            .put("deviation", column.deviation());
      }
    }
  }

  private static String processor() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"))
          .lines()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> List.of(line.split(":", 2)).getLast().strip())
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // Only Linux has this file.
    }
  }
}
