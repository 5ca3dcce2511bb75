package everymode.data.synthetic;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Distribution;
import everymode.error.EverymodeException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Point sets in the plane drawn from mixtures of isotropic Gaussians.
public final class MixtureDatasets {

  private MixtureDatasets() {}

  public static Dataset ring(DatasetSpec spec) {
    spec.allow(List.of("modes", "radius", "std", "points", "weights", "seed"));
    int modes = (int) spec.whole("modes", 8, 1, 10_000);
    double radius = spec.positive("radius", 2, 1e6);
    return mixture(spec, circle(modes, radius), equal(modes), std(spec, 0.02), 150L * modes);
  }

  public static Dataset grid(DatasetSpec spec) {
    return plain(spec, lattice(5), equal(25), 0.1, 1_250);
  }

  public static Dataset nine(DatasetSpec spec) {
    return plain(spec, lattice(3), equal(9), 0.1, 50_000);
  }

  /// The centre is three coincident modes of 50 points, that is one mode of 150.
  public static Dataset circle(DatasetSpec spec) {
    double[][] mean = Arrays.copyOf(circle(100, 2), 101);
    mean[100] = new double[2];
    double[] weight = equal(101);
    weight[100] = 3;
    return plain(spec, mean, weight, 0.02, 5_150);
  }

  /// Centres `(i² cos(i/3), i² sin(i/3))`, i = 0 … 19, all divided by the scale. Centres 0 and 1
  /// are one standard deviation apart, so that only 19 modes can be distinguished.
  public static Dataset helix(DatasetSpec spec) {
    spec.allow(List.of("scale", "std", "points", "weights", "seed"));
    double scale = spec.positive("scale", 1, 1e6);
    double[][] mean = new double[20][];
    for (int i = 0; i < mean.length; i++) {
      double radius = i * i / scale;
      mean[i] = new double[] {radius * StrictMath.cos(i / 3.0), radius * StrictMath.sin(i / 3.0)};
    }
    return mixture(spec, mean, equal(20), std(spec, 1) / scale, 1_000);
  }

  /// Ten fixed random centres.
  public static Dataset gmm10(DatasetSpec spec) {
    double[][] mean = {
      {14.752, -9.586},
      {0.801, 3.412},
      {5.371, 11.767},
      {8.487, 11.739},
      {12.413, 2.822},
      {14.596, -2.529},
      {-7.801, 13.232},
      {-5.237, 6.273},
      {-6.871, 11.958},
      {10.794, -11.473},
    };
    return plain(spec, mean, equal(10), Math.sqrt(0.05), 64_000);
  }

  /// A mixture whose only own option is the standard deviation.
  private static Dataset plain(
      DatasetSpec spec, double[][] mean, double[] weights, double std, long count) {
    spec.allow(List.of("std", "points", "weights", "seed"));
    return mixture(spec, mean, weights, std(spec, std), count);
  }

  private static double std(DatasetSpec spec, double otherwise) {
    return spec.positive("std", otherwise, 1e6);
  }

  private static Dataset mixture(
      DatasetSpec spec, double[][] mean, double[] weights, double std, long count) {
    int k = mean.length;
    double[] deviation = filled(k, std);
    double[] share = SyntheticDatasets.shares(spec.positives("weights", weights));
    var modes = new Distribution.GaussianMixture(mean, deviation, share);
    int points = SyntheticDatasets.points(spec, count, k);
    int[] counts = SyntheticDatasets.counts(share, points);
    for (int j = 0; j < k; j++) {
      if (counts[j] == 0) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "data set '%s': every mode needs a training point, but of %d points mode %d gets none;"
                    + " increase points or its weight",
                spec.name(),
                points,
                j));
      }
    }
    List<PointDistribution> parts =
        IntStream.range(0, k).mapToObj(j -> PointDistribution.mode(modes, j)).toList();
    float[] x =
        PointDistribution.points(parts, counts, SyntheticDatasets.chance(spec).fold("train"));
    return SyntheticDatasets.dataset(spec, x, modes, PointDistribution.mixture(share, parts));
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
    return filled(modes, 1);
  }

  private static double[] filled(int modes, double value) {
    return DoubleStream.generate(() -> value).limit(modes).toArray();
  }
}
