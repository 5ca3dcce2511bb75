package everymode.run;

import everymode.coverage.ClassVerdict;
import everymode.error.EverymodeException;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import everymode.platform.Jackson;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ObjectNode;

/// The JSON files of a run.
public final class Json {

  private Json() {}

  /// An empty object.
  public static ObjectNode object() {
    return Jackson.json().createObjectNode();
  }

  /// Numbers, strings, lists and maps as a tree.
  public static JsonNode tree(Object value) {
    return Jackson.json().valueToTree(value);
  }

  /// A tree on one line, without a line break.
  public static String line(JsonNode node) {
    return Jackson.json().writeValueAsString(node);
  }

  /// A tree as indented text.
  public static String file(JsonNode node) {
    return Jackson.json().writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(node)
        + "\n";
  }

  /// Reads a record from a tree.
  static <T> T value(JsonNode node, Class<T> type) {
    return Jackson.json().treeToValue(node, type);
  }

  /// Parses JSON.
  public static JsonNode read(String text) {
    return Jackson.json().readTree(text);
  }

  /// Reads a JSON file of a run.
  ///
  /// @throws EverymodeException when it is missing or not JSON
  public static JsonNode read(Path file) {
    try {
      return read(RunDirectory.text(file));
    } catch (JacksonException e) {
      throw new EverymodeException(file + " is not valid JSON; restore the previous file", e);
    }
  }

  /// The number, or null when it is not finite, which JSON cannot represent.
  public static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /// The content of `metrics.json` and of `--json` output.
  ///
  /// @param subject the run's directory, or the samples
  /// @param seconds training time alone
  /// @param asked how the evaluation differs from the default one; empty for the default
  public static ObjectNode metrics(String subject, double seconds, Scores scores, String asked) {
    ObjectNode node = object().put("run", subject).put("seconds", finite(seconds));
    if (!asked.isEmpty()) {
      node.put("asked", asked);
    }
    node.setAll(scores(scores));
    return node;
  }

  /// The scores alone, in the format of [#metrics].
  public static ObjectNode scores(Scores scores) {
    ObjectNode node = object();
    node.set("scores", scores(scores.all()));
    Verdicts verdicts = scores.verdicts();
    boolean clusters = verdicts.kind() == Verdicts.Kind.CLUSTERS;
    ObjectNode classes = node.putObject(clusters ? verdicts.kind().words() : "classes");
    scores.classes().forEach((label, of) -> classes.set(label, scores(of)));
    if (!verdicts.isEmpty()) {
      ObjectNode judged = node.withObjectProperty(verdicts.kind().words());
      verdicts.byName().forEach((name, of) -> put(judged.withObjectProperty(name), of));
      node.put("judged", verdicts.kind().words()).put("space", verdicts.space());
      node.put("samples", verdicts.samples());
    }
    ObjectNode shares = node.putObject("shares");
    scores.shares().forEach(shares::put);
    scores.notes().forEach(node.putArray("notes")::add);
    return node;
  }

  private static void put(ObjectNode node, ClassVerdict verdict) {
    node.put("verdict", verdict.outcome().words());
    if (verdict.reason() != null) {
      node.put("reason", verdict.reason().words());
    }
    node.put("due", finite(verdict.due())).put("seen", verdict.seen());
    node.put("with", finite(verdict.with())).put("without", finite(verdict.without()));
  }

  private static ObjectNode scores(Map<String, Score> scores) {
    ObjectNode node = object();
    scores.forEach((name, score) -> node.set(name, score(score)));
    return node;
  }

  private static ObjectNode score(Score score) {
    ObjectNode node = object();
    node.put("value", finite(score.value()));
    node.put("low", finite(score.low())).put("high", finite(score.high())).put("n", score.n());
    node.put("trainingReference", finite(score.trainingReference()));
    node.put("ideal", finite(score.ideal()));
    if (score.reason() != null) {
      node.put("reason", score.reason());
    }
    return node;
  }

  /// Reads the output of [#metrics].
  public static Scores scores(JsonNode node) {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    Verdicts verdicts = verdicts(node);
    boolean clusters = verdicts.kind() == Verdicts.Kind.CLUSTERS;
    node.path(clusters ? verdicts.kind().words() : "classes")
        .forEachEntry((label, of) -> classes.put(label, parse(of)));
    Map<String, Double> shares = new LinkedHashMap<>();
    node.path("shares").forEachEntry((label, share) -> shares.put(label, share.asDouble()));
    List<String> notes = node.path("notes").valueStream().map(JsonNode::asString).toList();
    return new Scores(parse(node.path("scores")), classes, shares, verdicts, notes);
  }

  private static Verdicts verdicts(JsonNode node) {
    String judged = node.path("judged").asString("");
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    node.path(judged)
        .forEachEntry((name, of) -> {
          if (of.has("verdict")) {
            verdicts.put(name, verdict(of));
          }
        });
    return Arrays.stream(Verdicts.Kind.values())
        .filter(kind -> kind.words().equals(judged))
        .findFirst()
        .map(kind ->
            new Verdicts(
                kind, node.path("space").asString(""), node.path("samples").asLong(0), verdicts))
        .orElse(Verdicts.NONE);
  }

  private static ClassVerdict verdict(JsonNode node) {
    String reason = node.path("reason").asString("");
    return new ClassVerdict(
        ClassVerdict.Outcome.of(node.path("verdict").asString("")),
        reason.isEmpty() ? null : ClassVerdict.Reason.of(reason),
        node.path("due").asDouble(Double.NaN),
        node.path("seen").asLong(0),
        node.path("with").asDouble(Double.NaN),
        node.path("without").asDouble(Double.NaN));
  }

  /// The scores of an object; what else stands beside them is passed over.
  private static Map<String, Score> parse(JsonNode node) {
    Map<String, Score> scores = new LinkedHashMap<>();
    node.forEachEntry((name, score) -> {
      if (score.isObject()) {
        scores.put(name, score(score));
      }
    });
    return scores;
  }

  private static Score score(JsonNode node) {
    return new Score(
        node.path("value").asDouble(Double.NaN),
        node.path("low").asDouble(Double.NaN),
        node.path("high").asDouble(Double.NaN),
        node.path("n").asLong(0),
        node.path("trainingReference").asDouble(Double.NaN),
        node.path("ideal").asDouble(Double.NaN),
        node.hasNonNull("reason") ? node.get("reason").asString() : null);
  }
}
