package everymode.metric;

import everymode.coverage.ClassTest;
import everymode.coverage.ClassVerdict;
import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.metric.feature.BatchedExtractor;
import everymode.neighbour.ClassRegions;
import everymode.neighbour.PointSet;
import everymode.neighbour.RowFingerprints;
import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Judges the classes of labelled data, or clusters that stand for them: held-out rows place the
/// regions, training rows are the controls of [ClassTest].
///
/// At most 4,000 held-out rows are used, all of the rare classes among them, and at most 100,000
/// training rows, chosen with a fixed random key.
final class ClassJudge implements Judge {

  private static final int MAX_POINTS = 4_000;
  private static final int MAX_CONTROLS = 100_000;
  private static final int BLOCK = 1 << 22; // numbers read at once
  private static final int MAX_NAMED = 8;
  private static final double MANY_COPIES = 0.1;
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("classes");

  private final List<String> names;
  private final Verdicts.Kind kind;
  private final String space;
  private final boolean inFeatures;
  private final ClassRegions regions;
  private final long[] counted;
  private final long[] foreign;
  private final long[] rows; // training rows by class
  private final boolean heldOut; // whether rows are
  private final long[] copies; // training rows by class that are equal to a held-out row
  private final long controls;

  /// Counts the training rows.
  ///
  /// @param data labelled
  /// @param extractor the network in whose features distances are measured, or null for the rows
  ///   themselves
  /// @param kind what the classes are
  /// @param candidates numbers of the training rows that may be controls
  /// @param space name of the space
  /// @param log receives progress messages
  ClassJudge(
      Dataset data,
      @Nullable BatchedExtractor extractor,
      long[] candidates,
      Verdicts.Kind kind,
      String space,
      Consumer<String> log) {
    names = data.classes();
    heldOut = data.holdsOut();
    this.kind = kind;
    this.space = space;
    inFeatures = extractor != null;
    long[] held = points(data.heldOut().labels(), names.size());
    long[] label = pick(data.heldOut().labels(), held);
    List<PointSet> points = new ArrayList<>();
    each(data, data.heldOut(), held, extractor, points::add);
    PointSet places = PointSet.join(points);
    regions = new ClassRegions(places, label, names.size());
    RowFingerprints placed = RowFingerprints.of(places);
    copies = new long[names.size()];
    counted = new long[names.size()];
    foreign = new long[names.size()];
    rows = new long[names.size()];
    long[] train =
        Arrays.stream(RandomTensors.subset(KEY.fold("controls"), candidates.length, MAX_CONTROLS))
            .map(i -> candidates[(int) i])
            .toArray();
    controls = train.length;
    long[] labels = pick(data.train().labels(), train);
    Arrays.stream(labels).forEach(c -> rows[(int) c]++);
    int[] done = {0};
    each(
        data,
        data.train(),
        train,
        extractor,
        block -> {
          log.accept(
              String.format(
                  Locale.ROOT, "counting training rows by class, %,d of %,d", done[0], controls));
          long[][] counts =
              regions.count(block, Arrays.copyOfRange(labels, done[0], done[0] + block.n()));
          boolean[] equal = placed.equal(block);
          for (int i = 0; i < equal.length; i++) {
            copies[(int) labels[done[0] + i]] += equal[i] ? 1 : 0;
          }
          done[0] += block.n();
          Arrays.setAll(counted, c -> counted[c] + counts[0][c]);
          Arrays.setAll(foreign, c -> foreign[c] + counts[1][c]);
        });
  }

  private static long[] pick(long[] label, long[] chosen) {
    return Arrays.stream(chosen).map(i -> label[(int) i]).toArray();
  }

  /// Row numbers of the points: of each class the same number at most, as large as fits.
  private static long[] points(long[] label, int classes) {
    long[] order = RandomTensors.permutation(KEY.fold("points"), label.length);
    int[] sizes = new int[classes];
    Arrays.stream(label).forEach(c -> sizes[(int) c]++);
    int most = label.length;
    while (most > 1 && sum(sizes, most) > MAX_POINTS) {
      most = Math.min(most - 1, (int) (most * (double) MAX_POINTS / sum(sizes, most)));
    }
    int[] taken = new int[classes];
    int each = Math.max(1, most);
    return Arrays.stream(order).filter(i -> taken[(int) label[(int) i]]++ < each).toArray();
  }

  private static long sum(int[] sizes, int most) {
    return Arrays.stream(sizes).mapToLong(size -> Math.min(size, most)).sum();
  }

  private static void each(
      Dataset data,
      Rows rows,
      long[] chosen,
      @Nullable BatchedExtractor extractor,
      Consumer<PointSet> work) {
    long numbers = Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b);
    int size = Math.toIntExact(Math.max(1, BLOCK / numbers));
    for (int from = 0; from < chosen.length; from += size) {
      long[] block = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + size));
      EvaluatedRows evaluated;
      try (var _ = new Scope()) {
        evaluated = EvaluatedRows.of(data, data.domain().units(rows.x(block)), extractor, true);
      }
      work.accept(evaluated.points());
    }
  }

  @Override
  public long[] count(EvaluatedRows sample) {
    // Scores may be measured in features in which the classes cannot be judged.
    return regions.count(inFeatures ? sample.points() : sample.space());
  }

  @Override
  public List<String> notes() {
    if (!heldOut) {
      return List.of(
          "No rows are held out: the verdicts of classes do not tell a model that covers a class from one that repeats its training rows.");
    }
    List<String> copied = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      if (copies[c] > MANY_COPIES * rows[c]) {
        copied.add(
            String.format(Locale.ROOT, "%s (%.0f %%)", names.get(c), 100.0 * copies[c] / rows[c]));
      }
    }
    return copied.isEmpty()
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "Training rows are copies of held-out rows: %s. If rows were repeated, rather than seen again, verdicts can be wrong: remove the copies first.",
                copied.size() > MAX_NAMED
                    ? String.join(", ", copied.subList(0, MAX_NAMED)) + ", …"
                    : String.join(", ", copied)));
  }

  @Override
  public int size() {
    return names.size();
  }

  @Override
  public Verdicts verdicts(long[] seen, long samples, Predicate<String> alike) {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    for (int c = 0; c < names.size(); c++) {
      String name = names.get(c);
      ClassVerdict verdict = test(c, samples).of(seen[c]);
      boolean many = Math.min(regions.rows(c), seen[c]) >= Findings.VARIETY;
      boolean same = verdict.covered() && many && alike.test(name);
      verdicts.put(name, same ? verdict.alike() : verdict);
    }
    return new Verdicts(kind, space, samples, verdicts);
  }

  private ClassTest test(int c, long samples) {
    return new ClassTest(
        regions.exists(c), controls, controls - rows[c], counted[c], foreign[c], samples);
  }
}
