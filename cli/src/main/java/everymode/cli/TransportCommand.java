package everymode.cli;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.UsageException;
import everymode.run.Recipe;
import everymode.run.Training;
import everymode.tensor.Device;
import everymode.transport.TransportSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Solves the optimal transport of a box to rows.
@Command(
    name = "transport",
    description = {
      "Solves the semi-discrete optimal transport of a box to all training rows of a data set, such"
          + " as codes, and saves it as a run of aeot, which sample, resume and evaluate take.",
      "",
      "  everymode encode runs/00001-autoencoder-digits --out codes.npz",
      "  everymode transport --from cube --to codes.npz --out runs/map",
      "  everymode sample runs/map -n 1000 --out new-codes.npz"
    })
final class TransportCommand implements Verb {

  @Option(
      names = "--to",
      required = true,
      paramLabel = "NAME|PATH",
      description = "Points or a table: the targets.")
  private String to = "";

  @Option(
      names = "--from",
      paramLabel = "SOURCE",
      defaultValue = "cube",
      description =
          "cube: fresh uniform points in every step; sobol: the same points of a Sobol sequence"
              + " (default: ${DEFAULT-VALUE}).")
  private String from = "cube";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a value of aeot's configuration, such as transport.tolerance=0.05; may be"
              + " repeated.")
  private List<String> changes = List.of();

  @Option(names = "--seed", defaultValue = "1", description = Arguments.SEED)
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory, which must not exist (default: next number under runs).")
  private @Nullable Path out;

  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private MeasuringOptions measuringOptions = new MeasuringOptions();
  @Mixin private CheckpointOptions checkpointOptions = new CheckpointOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Arguments.unquoted(changes).ifPresent(cut -> Arguments.require(false, cut));
    Arguments.require(
        changes.stream().noneMatch(change -> change.startsWith("transport.source=")),
        "--set transport.source: give --from cube or --from sobol instead");
    String place = dataOptions.of(to);
    Dataset data = Datasets.open(place);
    Arguments.require(
        data.domain().image().isEmpty(),
        String.format(
            Locale.ROOT,
            "--to must be points or a table, but '%s' has %s; train aeot, which encodes them",
            to,
            data.domain().describe()));
    List<String> all = new ArrayList<>();
    all.add("targets=" + data.train().size());
    all.add("transport.source=" + source().name().toLowerCase(Locale.ROOT));
    all.addAll(changes);
    Device device = deviceOptions.open();
    var during = measuringOptions.during(checkpointOptions.evalEvery(), null, console);
    Training training =
        Training.begin(
            Recipe.of("aeot", place, seed).set(all),
            OptionalDouble.empty(),
            out,
            checkpointOptions.options(device, deviceOptions, during),
            console);
    return TrainingJob.run(
        training, checkpointOptions.again(), measuringOptions, console, deviceOptions, device);
  }

  private TransportSource.Fill source() {
    return switch (from) {
      case "cube" -> TransportSource.Fill.UNIFORM;
      case "sobol" -> TransportSource.Fill.SOBOL;
      default -> throw new UsageException("--from must be cube or sobol, but is '" + from + "'");
    };
  }
}
