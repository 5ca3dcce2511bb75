package everymode.data;

import everymode.chance.Chance;
import everymode.error.EverymodeException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Sets whose law is known. The same spec gives the same rows on every machine and in every run.
final class Synthetic {

  private static final long MOST_POINTS = 10_000_000;
  private static final int HELD_OUT = 2_500;

  private Synthetic() {}

  static Dataset ring(Spec spec) {
    spec.allow(List.of("modes", "radius", "std", "points", "weights", "seed"));
    int modes = (int) spec.whole("modes", 8, 1, 10_000);
    double radius = spec.positive("radius", 2, 1e6);
    return mixture(spec, circle(modes, radius), equal(modes), 0.02, 150L * modes);
  }

  static Dataset grid(Spec spec) {
    spec.allow(List.of("std", "points", "weights", "seed"));
    return mixture(spec, lattice(5), equal(25), 0.1, 1_250);
  }

  static Dataset nine(Spec spec) {
    spec.allow(List.of("std", "points", "weights", "seed"));
    return mixture(spec, lattice(3), equal(9), 0.1, 50_000);
  }

  /// The centre is three coincident modes of 50 points, which are one mode of 150.
  static Dataset circle(Spec spec) {
    spec.allow(List.of("std", "points", "weights", "seed"));
    double[][] mean = Arrays.copyOf(circle(100, 2), 101);
    mean[100] = new double[2];
    double[] weight = equal(101);
    weight[100] = 3;
    return mixture(spec, mean, weight, 0.02, 5_150);
  }

  /// Coordinates 0 and 2 of a swiss roll in space with noise 0.25, divided by 7.5.
  static Dataset swissRoll(Spec spec) {
    spec.allow(List.of("points", "seed"));
    int points = (int) spec.whole("points", 256, 1, MOST_POINTS);
    PointLaw law =
        new PointLaw(
            2,
            noise -> {
              double t = 1.5 * Math.PI * (1 + 2 * noise.uniform());
              return new double[] {
                (t * StrictMath.cos(t) + 0.25 * noise.normal()) / 7.5,
                (t * StrictMath.sin(t) + 0.25 * noise.normal()) / 7.5
              };
            });
    return dataset(spec, law.points(points, chance(spec).at("train")), null, law);
  }

  private static Dataset mixture(
      Spec spec, double[][] mean, double[] weights, double std, long count) {
    int k = mean.length;
    double[] deviation = new double[k];
    Arrays.fill(deviation, spec.positive("std", std, 1e6));
    double[] weight = spec.positives("weights", weights);
    double sum = Arrays.stream(weight).sum();
    double[] share = Arrays.stream(weight).map(w -> w / sum).toArray();
    var modes = new Law.Modes(mean, deviation, share);
    int points = (int) spec.whole("points", count, k, MOST_POINTS);
    int[] counts = counts(spec, share, points);
    float[] x = new float[2 * points];
    int from = 0;
    for (int j = 0; j < k; j++) {
      float[] part = PointLaw.mode(modes, j).points(counts[j], chance(spec).at("train").at(j));
      System.arraycopy(part, 0, x, from, part.length);
      from += part.length;
    }
    return dataset(spec, x, modes, PointLaw.mixture(modes));
  }

  /// Largest remainders: of equal shares the first modes get what is left over.
  private static int[] counts(Spec spec, double[] share, int points) {
    int[] counts = Arrays.stream(share).mapToInt(p -> (int) (p * points)).toArray();
    int left = points - Arrays.stream(counts).sum();
    IntStream.range(0, share.length)
        .boxed()
        .sorted(Comparator.comparingDouble(j -> counts[j] - share[j] * points))
        .limit(left)
        .forEach(j -> counts[j]++);
    for (int j = 0; j < counts.length; j++) {
      if (counts[j] == 0) {
        throw new EverymodeException(
            ("data set '%s': every mode needs a training point, but of %d points mode %d gets none;"
                    + " raise points or its weight")
                .formatted(spec.name(), points, j));
      }
    }
    return counts;
  }

  private static Dataset dataset(Spec spec, float[] x, Law.@Nullable Modes modes, PointLaw law) {
    Rows train = Rows.of(x, null, x.length / 2, 2);
    Rows held = Rows.of(law.points(HELD_OUT, chance(spec).at("held-out")), null, HELD_OUT, 2);
    return new Dataset(
        spec.text(),
        new Domain.Points(2),
        train,
        held,
        modes,
        law,
        List.of(),
        train.hash(),
        List.of());
  }

  private static Chance chance(Spec spec) {
    long seed = spec.whole("seed", 0, 0, 1L << 53);
    return new Chance(seed).at("data").at(spec.name());
  }

  private static double[][] circle(int modes, double radius) {
    double[][] mean = new double[modes][];
    for (int j = 0; j < modes; j++) {
      double angle = 2 * Math.PI * j / modes;
      mean[j] = new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
    }
    return mean;
  }

  private static double[][] lattice(int side) {
    double[][] mean = new double[side * side][];
    for (int j = 0; j < mean.length; j++) {
      int row = j / side;
      mean[j] = new double[] {2.0 * row - (side - 1), 2.0 * (j % side) - (side - 1)};
    }
    return mean;
  }

  private static double[] equal(int modes) {
    double[] weight = new double[modes];
    Arrays.fill(weight, 1);
    return weight;
  }
}
