package everymode.run;

import everymode.config.ConfigRecords;
import everymode.data.AbsentRows;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.error.EverymodeException;
import everymode.level.LevelRules;
import everymode.level.TileSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
      node.set("heldOutRowsOfClass", Json.tree(data.heldOut().classRows(data.classes().size())));
    }
    if (!data.notes().isEmpty()) {
      node.set("notes", Json.tree(data.notes()));
    }
    RunDirectory.write(run.data(), Json.file(node));
    List<Domain.Table.Column> columns = data.domain().columns();
    if (!columns.isEmpty()) {
      RunDirectory.write(
          run.columns(),
          columns.stream().map(column -> column.name() + "\n").collect(Collectors.joining()));
    }
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
      case Domain.Grid(var tiles, int height, int width, boolean mixed, var rules) -> {
        ObjectNode node = Json.object().put("type", "grid").put("tiles", tiles.letters());
        node.set("names", Json.tree(tiles.names()));
        node.put("height", height).put("width", width).put("mixed", mixed);
        node.set("rules", ConfigRecords.tree(rules));
        yield node;
      }
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
    return Optional.of(parse(file.toString(), RunDirectory.text(file), reason));
  }

  /// @param where the file's name in error messages
  static Dataset parse(String where, String text, String reason) {
    try {
      JsonNode node = Json.read(text);
      List<String> classes = texts(node.path("classes"));
      return new Dataset(
          node.required("name").asString(),
          domain(node.required("domain")),
          rows(node, "trainingRows", classes.size(), reason),
          rows(node, "heldOutRows", classes.size(), reason),
          node.required("ownHeldOut").asBoolean(),
          null,
          null,
          classes,
          node.required("hash").asString(),
          texts(node.path("notes")),
          null);
    } catch (RuntimeException e) { // of Jackson, or of a value that no data have
      String detail = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new EverymodeException(
          where + ": is damaged (" + detail + "); restore it or the training data", e);
    }
  }

  private static Rows rows(JsonNode node, String key, int classes, String reason) {
    List<Long> ofClass = node.path(key + "OfClass").valueStream().map(JsonNode::asLong).toList();
    int size = positive(node, key);
    boolean fits = ofClass.isEmpty() || ofClass.stream().mapToLong(Long::longValue).sum() == size;
    if (!fits || (!ofClass.isEmpty() && ofClass.size() != classes)) {
      throw new IllegalArgumentException(key + " and classes do not agree");
    }
    return new AbsentRows(size, ofClass, reason);
  }

  private static int positive(JsonNode node, String key) {
    int number = node.required(key).asInt();
    if (number < 0) {
      throw new IllegalArgumentException(key + " is negative");
    }
    return number;
  }

  private static Domain domain(JsonNode node) {
    return switch (node.required("type").asString()) {
      case "points" -> new Domain.Points(positive(node, "dim"));
      case "images" ->
          new Domain.Images(
              positive(node, "channels"), positive(node, "height"), positive(node, "width"));
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
      case "grid" -> {
        Map<Character, List<String>> names = new LinkedHashMap<>();
        node.required("names")
            .forEachEntry((letter, own) -> names.put(letter.charAt(0), texts(own)));
        yield new Domain.Grid(
            new TileSet(node.required("tiles").asString(), names),
            positive(node, "height"),
            positive(node, "width"),
            node.required("mixed").asBoolean(),
            new ConfigRecords(_ -> "").merge(LevelRules.NONE, node.required("rules")));
      }
      default -> throw new IllegalArgumentException("unknown type of domain");
    };
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }
}
