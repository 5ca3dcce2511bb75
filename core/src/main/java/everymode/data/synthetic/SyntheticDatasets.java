package everymode.data.synthetic;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Point sets in the plane with known distribution. The same specification gives the same rows on
/// every machine and in every run.
public final class SyntheticDatasets {

  private static final long MOST_POINTS = 10_000_000;
  private static final int HELD_OUT = 2_500;
  private static final Domain PLANE = new Domain.Points(2);

  private SyntheticDatasets() {}

  /// Coordinates 0 and 2 of a swiss roll in space with noise 0.25, divided by 7.5.
  public static Dataset swissRoll(DatasetSpec spec) {
    spec.allow(List.of("points", "seed"));
    int points = points(spec, 256, 1);
    PointDistribution distribution =
        new PointDistribution(
            2,
            noise -> {
              double t = 1.5 * Math.PI * (1 + 2 * noise.uniform());
              return new double[] {
                (t * StrictMath.cos(t) + 0.25 * noise.normal()) / 7.5,
                (t * StrictMath.sin(t) + 0.25 * noise.normal()) / 7.5
              };
            });
    float[] train = distribution.points(points, chance(spec).fold("train"));
    return dataset(spec, train, null, distribution);
  }

  /// `y = x sin(πx/250)` for x uniform on [-10000, 10000], and a mode of variance 0.5 about (0,
  /// 10000), all divided by 1,000.
  public static Dataset sine(DatasetSpec spec) {
    PointDistribution curve =
        new PointDistribution(
            2,
            noise -> {
              // rounded to the stored precision, so that y matches the stored x
              double x = (float) (20 * noise.uniform() - 10);
              return new double[] {x, x * StrictMath.sin(4 * Math.PI * x)};
            });
    double std = Math.sqrt(0.5) / 1_000;
    return isolated(spec, "curve", curve, PointDistribution.gaussian(new double[] {0, 10}, std));
  }

  /// The square [-100, 100]² and a mode of variance 0.05 about (4000, 4000), all divided by 2,000.
  public static Dataset outlier(DatasetSpec spec) {
    PointDistribution square =
        new PointDistribution(
            2, noise -> new double[] {0.1 * noise.uniform() - 0.05, 0.1 * noise.uniform() - 0.05});
    double std = Math.sqrt(0.05) / 2_000;
    return isolated(spec, "square", square, PointDistribution.gaussian(new double[] {2, 2}, std));
  }

  /// A part of 100,000 points and an isolated mode of 250. Held-out rows have exactly the same
  /// proportions: six isolated rows for any seed. With five or fewer, the balls of coverage, which
  /// reach to the fifth nearest neighbour, would include points of the other part, and the mode
  /// would seem covered by a generator that misses it.
  private static Dataset isolated(
      DatasetSpec spec, String name, PointDistribution most, PointDistribution isolated) {
    spec.allow(List.of("points", "seed"));
    List<PointDistribution> parts = List.of(most, isolated);
    double[] share = shares(100_000, 250);
    int points = points(spec, 100_250, 2);
    int[] counts = counts(share, points);
    if (counts[1] == 0) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "data set '%s': the isolated mode needs a training point, but of %d points it gets none;"
                  + " increase points",
              spec.name(),
              points));
    }
    Rows train = labelled(parts, counts, chance(spec).fold("train"));
    Rows held = labelled(parts, counts(share, HELD_OUT), chance(spec).fold("held-out"));
    return TrainHeldOutSplit.of(train, held)
        .dataset(
            spec.text(),
            PLANE,
            List.of(name, "isolated"),
            null,
            PointDistribution.mixture(share, parts));
  }

  private static Rows labelled(List<PointDistribution> parts, int[] counts, RandomKey key) {
    long[] label =
        IntStream.range(0, counts.length)
            .boxed()
            .flatMapToLong(j -> IntStream.range(0, counts[j]).mapToLong(_ -> j))
            .toArray();
    return Rows.of(PointDistribution.points(parts, counts, key), label, label.length, 2);
  }

  /// A data set of points without labels, with fresh held-out draws.
  static Dataset dataset(
      DatasetSpec spec,
      float[] x,
      Distribution.@Nullable GaussianMixture modes,
      PointDistribution distribution) {
    Rows train = Rows.of(x, null, x.length / 2, 2);
    float[] fresh = distribution.points(HELD_OUT, chance(spec).fold("held-out"));
    Rows held = Rows.of(fresh, null, HELD_OUT, 2);
    return TrainHeldOutSplit.of(train, held)
        .dataset(spec.text(), PLANE, List.of(), modes, distribution);
  }

  /// The requested number of training rows.
  static int points(DatasetSpec spec, long otherwise, int least) {
    return (int) spec.whole("points", otherwise, least, MOST_POINTS);
  }

  static double[] shares(double... weight) {
    double sum = Arrays.stream(weight).sum();
    return Arrays.stream(weight).map(w -> w / sum).toArray();
  }

  /// Rounds by largest remainders; ties go to the first.
  static int[] counts(double[] share, int points) {
    int[] counts = Arrays.stream(share).mapToInt(p -> (int) (p * points)).toArray();
    int left = points - Arrays.stream(counts).sum();
    IntStream.range(0, share.length)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> counts[j] - share[j] * points))
        .limit(left)
        .forEach(j -> counts[j]++);
    return counts;
  }

  static RandomKey chance(DatasetSpec spec) {
    long seed = spec.whole("seed", 0, 0, 1L << 53);
    return new RandomKey(seed).fold("data").fold(spec.name());
  }
}
