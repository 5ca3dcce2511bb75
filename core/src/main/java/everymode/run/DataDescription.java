package everymode.run;

import everymode.data.AbsentRows;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.error.EverymodeException;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run knows of its training data, in `data.json`: enough to draw samples without them.
final class DataDescription {

  private DataDescription() {}

  /// Writes what is known of the data.
  static void write(RunDirectory run, Dataset data) {
    ObjectNode node = Json.object().put("name", data.name()).put("hash", data.hash());
    node.set("domain", domain(data.domain()));
    node.put("trainingRows", data.train().size()).put("heldOutRows", data.heldOut().size());
    node.put("ownHeldOut", data.ownHeldOut());
    if (!data.classes().isEmpty()) {
      node.set("classes", Json.tree(data.classes()));
      node.set("trainingRowsOfClass", Json.tree(data.classRows()));
      node.set("heldOutRowsOfClass", Json.tree(rowsOfClass(data)));
    }
    if (!data.notes().isEmpty()) {
      node.set("notes", Json.tree(data.notes()));
    }
    RunDirectory.write(run.data(), Json.file(node));
  }

  private static long[] rowsOfClass(Dataset data) {
    long[] rows = new long[data.classes().size()];
    Arrays.stream(data.heldOut().labels()).forEach(c -> rows[(int) c]++);
    return rows;
  }

  private static ObjectNode domain(Domain domain) {
    return switch (domain) {
      case Domain.Points(int dim) -> Json.object().put("type", "points").put("dim", dim);
      case Domain.Images(int channels, int height, int width) ->
          Json.object()
              .put("type", "images")
              .put("channels", channels)
              .put("height", height)
              .put("width", width);
      case Domain.Table(var columns, var label) -> {
        ObjectNode node = Json.object().put("type", "table");
        var list = node.putArray("columns");
        columns.forEach(column -> list.add(Json.tree(column)));
        if (label != null) {
          node.set("label", Json.tree(label));
        }
        yield node;
      }
    };
  }

  /// The data of a run without their rows.
  ///
  /// @param reason one sentence that an access to a row fails with
  /// @return empty for a run of a version that wrote no description
  /// @throws EverymodeException when the file is damaged
  static Optional<Dataset> read(RunDirectory run, String reason) {
    Path file = run.data();
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    JsonNode node = Json.read(file);
    try (var _ = new Scope()) {
      List<String> classes = texts(node.path("classes"));
      return Optional.of(
          new Dataset(
              node.required("name").asString(),
              domain(node.required("domain")),
              rows(node, "trainingRows", reason),
              rows(node, "heldOutRows", reason),
              node.required("ownHeldOut").asBoolean(),
              null,
              null,
              classes,
              node.required("hash").asString(),
              texts(node.path("notes")),
              null));
    } catch (RuntimeException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: is damaged (%s); restore it or the training data",
              file,
              String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static Rows rows(JsonNode node, String key, String reason) {
    long[] ofClass = node.path(key + "OfClass").valueStream().mapToLong(JsonNode::asLong).toArray();
    return AbsentRows.of(node.required(key).asInt(), ofClass, reason);
  }

  private static Domain domain(JsonNode node) {
    return switch (node.required("type").asString()) {
      case "points" -> new Domain.Points(node.required("dim").asInt());
      case "images" ->
          new Domain.Images(
              node.required("channels").asInt(),
              node.required("height").asInt(),
              node.required("width").asInt());
      case "table" -> {
        List<Domain.Table.Column> columns = new ArrayList<>();
        for (JsonNode column : node.required("columns")) {
          columns.add(Json.value(column, Domain.Table.Column.class));
        }
        yield new Domain.Table(
            columns,
            node.has("label")
                ? Json.value(node.path("label"), Domain.Table.LabelColumn.class)
                : null);
      }
      default -> throw new IllegalArgumentException("unknown type of domain");
    };
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }
}
