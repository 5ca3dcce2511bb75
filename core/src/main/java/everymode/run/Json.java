package everymode.run;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The JSON files of a run.
public final class Json {

  private static final JsonMapper LINE = JsonMapper.builder().build();
  private static final JsonMapper FILE =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /// An empty object.
  ///
  /// @return to be filled
  public static ObjectNode object() {
    return LINE.createObjectNode();
  }

  /// On one line.
  ///
  /// @param node any tree
  /// @return without a line break
  public static String line(JsonNode node) {
    return LINE.writeValueAsString(node);
  }

  /// For people.
  ///
  /// @param node any tree
  /// @return indented
  public static String file(JsonNode node) {
    return FILE.writeValueAsString(node) + "\n";
  }

  /// Reads a record from a tree.
  static <T> T value(JsonNode node, Class<T> type) {
    return LINE.treeToValue(node, type);
  }

  /// Reads a tree.
  ///
  /// @param text JSON
  /// @return the tree
  public static JsonNode read(String text) {
    return LINE.readTree(text);
  }

  /// What `metrics.json` holds and `--json` prints.
  ///
  /// @param run the run's directory
  /// @param seconds the training alone
  /// @param scores what was measured
  /// @param asked how that differs from the usual measuring; empty for the usual one
  /// @return the object
  public static ObjectNode metrics(Path run, double seconds, Scores scores, String asked) {
    ObjectNode node = object().put("run", run.toString());
    number(node, "seconds", seconds);
    if (!asked.isEmpty()) {
      node.put("asked", asked);
    }
    node.setAll(scores(scores));
    return node;
  }

  /// Scores alone, as [#metrics] has them.
  ///
  /// @param scores what was measured
  /// @return the object
  public static ObjectNode scores(Scores scores) {
    ObjectNode node = object();
    node.set("scores", scores(scores.all()));
    ObjectNode classes = node.putObject("classes");
    scores.classes().forEach((label, of) -> classes.set(label, scores(of)));
    ObjectNode shares = node.putObject("shares");
    scores.shares().forEach(shares::put);
    return node;
  }

  private static ObjectNode scores(Map<String, Score> scores) {
    ObjectNode node = object();
    scores.forEach((name, score) -> node.set(name, score(score)));
    return node;
  }

  private static ObjectNode score(Score score) {
    ObjectNode node = object();
    number(node, "value", score.value());
    number(node, "low", score.low());
    number(node, "high", score.high());
    node.put("n", score.n());
    number(node, "trainingReference", score.trainingReference());
    number(node, "ideal", score.ideal());
    if (score.reason() != null) {
      node.put("reason", score.reason());
    }
    return node;
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  /// Reads back what [#metrics] wrote.
  ///
  /// @param node the object
  /// @return the scores
  public static Scores scores(JsonNode node) {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    node.path("classes")
        .properties()
        .forEach(entry -> classes.put(entry.getKey(), parse(entry.getValue())));
    Map<String, Double> shares = new LinkedHashMap<>();
    node.path("shares")
        .properties()
        .forEach(entry -> shares.put(entry.getKey(), entry.getValue().asDouble()));
    return new Scores(parse(node.path("scores")), classes, shares);
  }

  private static Map<String, Score> parse(JsonNode node) {
    Map<String, Score> scores = new LinkedHashMap<>();
    for (var entry : node.properties()) {
      JsonNode s = entry.getValue();
      scores.put(
          entry.getKey(),
          new Score(
              s.path("value").asDouble(Double.NaN),
              s.path("low").asDouble(Double.NaN),
              s.path("high").asDouble(Double.NaN),
              s.path("n").asLong(0),
              s.path("trainingReference").asDouble(Double.NaN),
              s.path("ideal").asDouble(Double.NaN),
              s.hasNonNull("reason") ? s.get("reason").asString() : null));
    }
    return scores;
  }
}
