package everymode.certify;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import everymode.coverage.ClassCertificate.Verdict;
import everymode.coverage.SequentialTest;
import everymode.run.Json;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A certificate with all data needed to check it: the plan, the balls and the counts.
///
/// @param about descriptive texts by name, such as generator and data; not used in the check
/// @param plan what is claimed
/// @param balls what the balls hold of real points
/// @param looks cumulative sample counts of the balls, one array per look
/// @param classesDecide whether the verdict needs every class to be covered
public record Certificate(
    Map<String, String> about,
    CertificatePlan plan,
    PointBalls balls,
    List<long[]> looks,
    boolean classesDecide) {

  private static final int NAMED = 3; // classes in the headline

  /// Copies the map and the list.
  public Certificate {
    about = Collections.unmodifiableMap(new LinkedHashMap<>(about));
    looks = List.copyOf(looks);
  }

  /// The same certificate after another look.
  ///
  /// @param counts samples in each ball in total, over all looks
  Certificate withLook(long[] counts) {
    List<long[]> more = new ArrayList<>(looks);
    more.add(counts.clone());
    return new Certificate(about, plan, balls, more, classesDecide);
  }

  /// Repeats the sequential test over all looks.
  public SequentialTest test() {
    return SequentialTest.of(plan, balls.held(), looks);
  }

  /// What is shown for each class.
  ///
  /// @param test the decisions
  /// @return by name; empty without classes
  public Map<String, ClassCertificate> byClass(SequentialTest test) {
    return balls.byClass(plan, test.certified(), test.missed());
  }

  /// The verdict on the share of points and on the classes that decide.
  ///
  /// @param test the decisions
  public CertificateVerdict verdict(SequentialTest test) {
    return ClassCertificate.overall(
        test.verdict(), classesDecide ? byClass(test).values() : List.of());
  }

  /// The claim as one sentence.
  public String claim() {
    return String.format(
        Locale.ROOT,
        """
        With confidence %s over the draws of samples, every certified point's ball (to its %s other \
        point) gets at least %s of %s.\
        """,
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

  /// The verdict in one line: the class that decides it, if one does, then the counts.
  ///
  /// @param test the decisions
  public String headline(SequentialTest test) {
    String deciding = deciding(test);
    boolean alone = !classesDecide && !balls.classes().isEmpty();
    return String.format(
        Locale.ROOT,
        "%s%s: %s%,d of %,d points certified (%.1f %%), %,d proven missed",
        word(verdict(test)),
        alone ? " by the share alone" : "",
        deciding.isEmpty() ? "" : deciding + "; ",
        test.certified().cardinality(),
        plan.points(),
        100 * test.share(),
        test.missed().cardinality());
  }

  /// The classes that keep the verdict from being *covered*: those that are missed, not shown and
  /// not judged; where none is missed, with a remedy.
  ///
  /// @param test the decisions
  /// @return such as `class refund is not shown; class fraud cannot be judged: try --k 11 for
  ///   fraud`; empty when no class decides
  public String deciding(SequentialTest test) {
    Map<String, ClassCertificate> classes = classesDecide ? byClass(test) : Map.of();
    List<String> missed = named(classes, Verdict.MISSED);
    if (missed.isEmpty() && verdict(test) != CertificateVerdict.NOT_SHOWN) {
      return "";
    }
    List<String> open = named(classes, Verdict.NOT_SHOWN);
    List<String> unknown = named(classes, Verdict.NOT_JUDGED);
    String sentence =
        Stream.of(
                list(missed, " is missed", " are missed"),
                list(open, " is not shown", " are not shown"),
                list(unknown, " cannot be judged", " cannot be judged"))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    if (!missed.isEmpty() || sentence.isEmpty()) {
      return sentence;
    }
    boolean judged = unknown.isEmpty();
    String first = (judged ? open : unknown).getFirst();
    String remedy = remedy(first, judged ? Verdict.NOT_SHOWN : Verdict.NOT_JUDGED);
    boolean only = open.size() + unknown.size() == 1;
    return sentence + ": try " + remedy + (only ? "" : " for " + first);
  }

  private static List<String> named(Map<String, ClassCertificate> classes, Verdict verdict) {
    return classes.entrySet().stream()
        .filter(each -> each.getValue().verdict() == verdict)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String list(List<String> names, String isWhat, String areWhat) {
    int size = names.size();
    if (size == 0) {
      return "";
    }
    String all = String.join(", ", names.subList(0, Math.min(NAMED, size)));
    return (size == 1 ? "class " : "classes ")
        + (size > NAMED ? String.format(Locale.ROOT, "%s and %,d more", all, size - NAMED) : all)
        + (size == 1 ? isWhat : areWhat);
  }

  /// What to try for a class.
  ///
  /// @param name of the class
  /// @param verdict on it
  /// @return an option or words; empty where more data or samples would not help
  public String remedy(String name, Verdict verdict) {
    return switch (verdict) {
      case NOT_JUDGED -> balls.classes().getOrDefault(name, "");
      case NOT_SHOWN -> "more samples";
      case COVERED, MISSED -> "";
    };
  }

  /// The part of the data that the points are.
  ///
  /// @return such as `held-out` or `training and held-out`
  public String part() {
    return part(about.getOrDefault("rows", ""));
  }

  /// A part of the data in words.
  ///
  /// @param rows `held-out`, `train` or `all`
  static String part(String rows) {
    return switch (rows) {
      case "train" -> "training";
      case "all" -> "training and held-out";
      default -> rows;
    };
  }

  /// Total number of samples.
  ///
  /// @return 0 before the first look
  public long samples() {
    return looks.isEmpty() ? 0 : plan.samples(looks.size() - 1);
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
  /// @return verdict, shares, classes and the points that are not certified
  public ObjectNode summary(SequentialTest test) {
    ObjectNode json = Json.object();
    json.put("verdict", key(verdict(test)));
    json.put("share", test.share()).put("ratio", plan.ratio());
    json.put("confidence", plan.confidence()).put("k", plan.k());
    json.put("rows", about.getOrDefault("rows", ""));
    json.put("points", plan.points()).put("certified", test.certified().cardinality());
    json.put("classesDecide", classesDecide);
    json.set("classes", classes(test));
    BitSet uncovered = test.certified();
    uncovered.flip(0, plan.points());
    test.missed().stream().forEach(json.putArray("missed")::add);
    uncovered.stream().forEach(json.putArray("uncovered")::add);
    return json.put("samples", samples());
  }

  private ObjectNode classes(SequentialTest test) {
    ObjectNode json = Json.object();
    byClass(test)
        .forEach((name, of) -> {
          ObjectNode node = json.putObject(name).put("verdict", key(of.verdict()));
          node.put("points", of.points()).put("balls", of.balls());
          node.put("certified", of.certified()).put("missed", of.missed());
          String remedy = remedy(name, of.verdict());
          if (!remedy.isEmpty()) {
            node.put("remedy", remedy);
          }
        });
    return json;
  }

  private static String key(Enum<?> verdict) {
    return word(verdict).replace(' ', '-');
  }

  /// A verdict as text, such as `not shown`.
  ///
  /// @param verdict on all points or on a class
  public static String word(Enum<?> verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
