package everymode.certify;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.SequentialTest;
import everymode.error.EverymodeException;
import everymode.run.Json;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A certificate with all data needed to check it: the plan, the balls and the counts.
///
/// @param about descriptive texts by name, such as generator and data; not used in the check
/// @param plan what is claimed
/// @param held real points in each ball
/// @param looks cumulative sample counts of the balls, one array per look
/// @param label class of each point; empty without classes
/// @param classes names of the classes
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record Certificate(
    Map<String, String> about,
    CertificatePlan plan,
    int[] held,
    List<long[]> looks,
    int[] label,
    List<String> classes) {

  /// Copies the maps and lists.
  public Certificate {
    about = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(about));
    looks = List.copyOf(looks);
    classes = List.copyOf(classes);
  }

  /// Repeats the sequential test over all looks.
  public SequentialTest test() {
    return SequentialTest.of(plan, held, looks);
  }

  /// The claim as one sentence.
  public String claim() {
    return """
    With confidence %s over the draws of samples, every certified point's ball (to its %s other \
    point) gets at least %s of %s.\
    """
        .formatted(
            number(plan.confidence()),
            nth(plan.k()),
            number(plan.ratio()),
            plan.population()
                ? "the mass that the distribution behind the data has there"
                : "the data's mass there");
  }

  private static String nth(int k) {
    boolean teen = k % 100 >= 11 && k % 100 <= 13;
    String end = teen ? "th" : k % 10 == 1 ? "st" : k % 10 == 2 ? "nd" : k % 10 == 3 ? "rd" : "th";
    return k + end;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /// Total number of samples.
  ///
  /// @return 0 before the first look
  public long samples() {
    return looks.isEmpty() ? 0 : plan.samples(looks.size() - 1);
  }

  /// Counts the certified points of each class.
  ///
  /// @param test the decisions
  /// @return number of points and of certified points by class; empty without classes
  public Map<String, int[]> byClass(SequentialTest test) {
    Map<String, int[]> counts = new LinkedHashMap<>();
    classes.forEach(name -> counts.put(name, new int[2]));
    BitSet certified = test.certified();
    for (int i = 0; i < label.length; i++) {
      int[] of = java.util.Objects.requireNonNull(counts.get(classes.get(label[i])));
      of[0]++;
      of[1] += certified.get(i) ? 1 : 0;
    }
    return counts;
  }

  /// The points that are not certified, in ascending order of the samples in their balls.
  ///
  /// @param test the decisions
  /// @return row numbers, from 0
  public int[] emptiest(SequentialTest test) {
    BitSet certified = test.certified();
    long[] counts = test.counts();
    return IntStream.range(0, plan.points())
        .filter(i -> !certified.get(i))
        .boxed()
        .sorted(Comparator.comparingLong(i -> counts[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /// Summary as JSON.
  ///
  /// @param test the decisions
  /// @return verdict, shares and the points that are not certified
  public ObjectNode summary(SequentialTest test) {
    ObjectNode json = Json.object();
    json.put("verdict", word(test.verdict()).replace(' ', '-'));
    json.put("share", test.share()).put("ratio", plan.ratio());
    json.put("confidence", plan.confidence()).put("k", plan.k());
    json.put("points", plan.points()).put("certified", test.certified().cardinality());
    BitSet uncovered = test.certified();
    uncovered.flip(0, plan.points());
    test.missed().stream().forEach(json.putArray("missed")::add);
    uncovered.stream().forEach(json.putArray("uncovered")::add);
    return json.put("samples", samples());
  }

  /// The whole certificate as JSON, as [#read] reads it.
  ObjectNode json() {
    SequentialTest test = test();
    ObjectNode json = Json.object();
    json.put("claim", claim());
    json.setAll(summary(test));
    json.set("about", Json.tree(about));
    ObjectNode node = json.putObject("plan");
    node.put("share", plan.share()).put("population", plan.population());
    node.put("first", plan.first()).put("looks", plan.looks());
    json.set("classes", Json.tree(classes));
    json.set("label", Json.tree(label));
    json.set("held", Json.tree(held));
    json.set("counts", Json.tree(looks));
    return json;
  }

  /// Writes the certificate.
  void write(Path file) {
    RunDirectory.write(file, Json.line(json()) + "\n");
  }

  /// Reads a certificate. Claim, verdict and shares in the file are ignored and computed again.
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
      List<String> classes = json.path("classes").valueStream().map(JsonNode::asString).toList();
      int[] held = ints(longs(json.path("held"), plan.points()), 1, plan.points());
      JsonNode labels = json.path("label");
      int[] label =
          labels.isEmpty() ? new int[0] : ints(longs(labels, plan.points()), 0, classes.size() - 1);
      Map<String, String> about = new LinkedHashMap<>();
      json.path("about").forEachEntry((name, value) -> about.put(name, value.asString()));
      Certificate certificate = new Certificate(about, plan, held, looks, label, classes);
      certificate.test();
      return certificate;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new EverymodeException(
          "%s: is not a valid certificate (%s); create a new one with 'everymode certify'"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static int whole(JsonNode node, String key) {
    return node.path(key).asInt(0);
  }

  private static long[] longs(JsonNode array, int n) {
    if (!array.isArray() || array.size() != n) {
      throw new IllegalArgumentException("%,d numbers for %,d points".formatted(array.size(), n));
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
            "a number is not between %,d and %,d".formatted(min, max));
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
    Certificate certificate = read(file);
    ObjectNode recomputed = certificate.json();
    List<String> found = new ArrayList<>();
    for (String key :
        List.of("claim", "verdict", "share", "certified", "missed", "uncovered", "samples")) {
      JsonNode expected = recomputed.get(key);
      if (!expected.equals(stored.get(key))
          && !Json.line(expected).equals(Json.line(stored.path(key)))) {
        found.add("%s does not follow from the counts".formatted(key));
      }
    }
    return found;
  }

  /// A verdict as text, such as `not shown`.
  public static String word(CertificateVerdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
