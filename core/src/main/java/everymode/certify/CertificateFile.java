package everymode.certify;

import everymode.coverage.CertificatePlan;
import everymode.error.EverymodeException;
import everymode.run.Json;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The file of a certificate, `certificate.json`.
public final class CertificateFile {

  /// Entries that follow from the counts.
  private static final List<String> RECOMPUTED =
      List.of(
          "claim", "verdict", "share", "certified", "classes", "missed", "uncovered", "samples");

  private CertificateFile() {}

  /// The whole certificate as JSON, as [#read] reads it.
  static ObjectNode json(Certificate certificate) {
    CertificatePlan plan = certificate.plan();
    PointBalls balls = certificate.balls();
    ObjectNode json = Json.object();
    json.put("claim", certificate.claim());
    json.setAll(certificate.summary(certificate.test()));
    json.set("about", Json.tree(certificate.about()));
    ObjectNode node = json.putObject("plan");
    node.put("share", plan.share()).put("population", plan.population());
    node.put("first", plan.first()).put("looks", plan.looks());
    json.set("label", Json.tree(balls.label()));
    json.set("held", Json.tree(balls.held()));
    json.set("own", Json.tree(balls.own()));
    json.set("counts", Json.tree(certificate.looks()));
    return json;
  }

  /// Writes a certificate.
  static void write(Certificate certificate, Path file) {
    RunDirectory.write(file, Json.line(json(certificate)) + "\n");
  }

  /// Reads a certificate. Claim, verdicts and shares in the file are ignored and computed again.
  ///
  /// @param file a file written by [#write]
  /// @throws EverymodeException when the file is invalid
  public static Certificate read(Path file) {
    JsonNode json = Json.read(file);
    if (json.isEmpty()) {
      throw new EverymodeException(
          file + ": contains no certificate; create one with 'everymode certify'");
    }
    try {
      JsonNode node = json.path("plan");
      CertificatePlan plan =
          new CertificatePlan(
              whole(json, "points"),
              whole(json, "k"),
              json.path("ratio").asDouble(Double.NaN),
              json.path("confidence").asDouble(Double.NaN),
              node.path("share").asDouble(Double.NaN),
              node.path("population").asBoolean(false),
              node.path("first").asLong(0),
              whole(node, "looks"));
      List<long[]> looks =
          json.path("counts").valueStream().map(look -> longs(look, plan.points())).toList();
      Map<String, String> about = new LinkedHashMap<>();
      json.path("about").forEachEntry((name, value) -> about.put(name, value.asString()));
      boolean decide = json.path("classesDecide").asBoolean(true);
      Certificate certificate =
          new Certificate(about, plan, balls(json, plan.points()), looks, decide);
      certificate.test();
      return certificate;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: is not a valid certificate (%s); create a new one with 'everymode certify'",
              file,
              e.getMessage()),
          e);
    }
  }

  private static PointBalls balls(JsonNode json, int points) {
    int[] held = ints(longs(json.path("held"), points), 1, points);
    if (json.path("label").isEmpty()) {
      return new PointBalls(held, new int[0], new int[0], Map.of());
    }
    Map<String, String> classes = new LinkedHashMap<>();
    json.path("classes")
        .forEachEntry((name, of) -> classes.put(name, of.path("remedy").asString("")));
    int[] label = ints(longs(json.path("label"), points), 0, classes.size() - 1);
    int[] own = ints(longs(json.path("own"), points), 1, points);
    for (int i = 0; i < points; i++) {
      if (own[i] > held[i]) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "ball %,d has %,d points, but %,d of its own class",
                i,
                held[i],
                own[i]));
      }
    }
    return new PointBalls(held, own, label, classes);
  }

  private static int whole(JsonNode node, String key) {
    return node.path(key).asInt(0);
  }

  private static long[] longs(JsonNode array, int n) {
    if (!array.isArray() || array.size() != n) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%,d numbers for %,d points", array.size(), n));
    }
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      if (!array.get(i).isIntegralNumber()) {
        throw new IllegalArgumentException("a count is not an integer");
      }
      values[i] = array.get(i).asLong();
    }
    return values;
  }

  private static int[] ints(long[] values, int min, int max) {
    int[] ints = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] < min || values[i] > max) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "a number is not between %,d and %,d", min, max));
      }
      ints[i] = (int) values[i];
    }
    return ints;
  }

  /// Finds entries of a certificate that contradict its counts.
  ///
  /// @param file a file written by [#write]
  /// @return one sentence per contradiction; empty for a consistent certificate
  public static List<String> inconsistencies(Path file) {
    JsonNode stored = Json.read(file);
    ObjectNode recomputed = json(read(file));
    List<String> found = new ArrayList<>();
    for (String key : RECOMPUTED) {
      JsonNode expected = recomputed.get(key);
      if (!expected.equals(stored.get(key))
          && !Json.line(expected).equals(Json.line(stored.path(key)))) {
        found.add(String.format(Locale.ROOT, "%s does not follow from the counts", key));
      }
    }
    return found;
  }
}
