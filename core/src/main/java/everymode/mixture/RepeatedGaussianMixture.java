package everymode.mixture;

import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A Gaussian mixture of repeated measures: all values of a row are drawn from one normal
/// distribution per component.
///
/// A row's sum and sum of squares are all that counts, so that an iteration takes `n · m`
/// operations.
///
/// *Source:* Benaglia, Chauveau, Hunter and Young, "mixtools: an R package for analyzing mixture
/// models", Journal of Statistical Software, 2009, for model and start.
public final class RepeatedGaussianMixture implements Mixture {

  private static final double SMALLEST = 1e-8; // weight
  private static final int STARTS = 15;
  private static final double CLOSE = 1e-6; // gain of the log-likelihood of a row
  private static final double NARROWEST = 1e-3; // start, of the deviation of all values

  private final double[] weights;
  private final double[] mean;
  private final double[] deviation;

  /// @param weights of the components, with the sum 1
  /// @param mean of each
  /// @param deviation of each, above 0
  public RepeatedGaussianMixture(double[] weights, double[] mean, double[] deviation) {
    this.weights = weights.clone();
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  @Override
  public int components() {
    return weights.length;
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  /// The mean of a component.
  public double mean(int j) {
    return mean[j];
  }

  /// The standard deviation of a component.
  public double deviation(int j) {
    return deviation[j];
  }

  @Override
  public Posteriors posteriors(Profiles rows) {
    return normalised(rows).posteriors();
  }

  Posteriors.Normalised normalised(Profiles rows) {
    return Sums.of(rows).expected(this);
  }

  /// `ln Σⱼ λⱼ fⱼ(xᵢ)`.
  ///
  /// @return `[n]`
  public double[] logDensity(Profiles rows) {
    return normalised(rows).sums();
  }

  /// Fits a mixture from a random start; one that becomes singular is started again.
  ///
  /// @param m components, at most n
  /// @param most iterations
  /// @param tolerance gain of the log-likelihood at which a fit ends
  /// @return empty if each of 16 starts became singular
  static Optional<Em.Fit<RepeatedGaussianMixture>> fit(
      Profiles rows, int m, int most, double tolerance, RandomKey key) {
    Sums sums = Sums.of(rows);
    Start start = new Start(rows, m);
    for (int s = 0; s <= STARTS; s++) {
      var first = start.drawn(key.fold(s).random());
      var fit = Em.run(first, sums::expected, sums::maximised, most, tolerance);
      if (fit.mixture().regular() && Double.isFinite(fit.logLikelihood())) {
        return Optional.of(fit);
      }
    }
    return Optional.empty();
  }

  /// A fit of few iterations.
  ///
  /// @param m components, at most n
  /// @return empty if no start was regular
  public static Optional<RepeatedGaussianMixture> shortFit(
      Profiles rows, int m, int iterations, RandomKey key) {
    return fit(rows, m, iterations, 0, key).map(Em.Fit::mixture);
  }

  /// The likeliest of several fits.
  ///
  /// @param m components, at most n
  /// @return empty if no start was regular
  public static Optional<RepeatedGaussianMixture> bestOf(
      int fits, Profiles rows, int m, int iterations, RandomKey key) {
    return IntStream.range(0, fits)
        .mapToObj(f -> fit(rows, m, iterations, CLOSE * rows.n(), key.fold(f)))
        .flatMap(Optional::stream)
        .max(Comparator.comparingDouble(Em.Fit::logLikelihood))
        .map(Em.Fit::mixture);
  }

  /// The mixture after one more iteration.
  public RepeatedGaussianMixture next(Profiles rows) {
    Sums sums = Sums.of(rows);
    return sums.maximised(sums.expected(this).posteriors());
  }

  /// Weights, means and deviations.
  ///
  /// @return `[3 m]`
  public double[] numbers() {
    return Stream.of(weights, mean, deviation).flatMapToDouble(Arrays::stream).toArray();
  }

  /// A mixture from its numbers.
  ///
  /// @param numbers as returned by [#numbers]
  public static RepeatedGaussianMixture of(double[] numbers) {
    int m = numbers.length / 3;
    return new RepeatedGaussianMixture(
        Arrays.copyOf(numbers, m),
        Arrays.copyOfRange(numbers, m, 2 * m),
        Arrays.copyOfRange(numbers, 2 * m, 3 * m));
  }

  private boolean regular() {
    return Arrays.stream(weights).allMatch(weight -> weight >= SMALLEST)
        && DoubleStream.concat(Arrays.stream(mean), Arrays.stream(deviation))
            .allMatch(Double::isFinite)
        && Arrays.stream(deviation).allMatch(d -> d > 0);
  }

  /// Sums over the values of each row.
  ///
  /// @param first of the values
  /// @param second of their squares
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sums(double[] first, double[] second, int r) {

    static Sums of(Profiles rows) {
      double[] first = new double[rows.n()];
      double[] second = new double[rows.n()];
      for (int i = 0; i < rows.n(); i++) {
        for (int k = 0; k < rows.r(); k++) {
          first[i] += rows.at(i, k);
          second[i] += rows.at(i, k) * rows.at(i, k);
        }
      }
      return new Sums(first, second, rows.r());
    }

    private double squares(int i, double mean) {
      return Math.max(0, second[i] - 2 * mean * first[i] + r * mean * mean);
    }

    Posteriors.Normalised expected(RepeatedGaussianMixture mixture) {
      int m = mixture.components();
      double[] joint = new double[first.length * m];
      for (int j = 0; j < m; j++) {
        double variance = mixture.deviation[j] * mixture.deviation[j];
        double constant = Math.log(mixture.weights[j]) - r / 2.0 * Math.log(2 * Math.PI * variance);
        for (int i = 0; i < first.length; i++) {
          joint[i * m + j] = constant - squares(i, mixture.mean[j]) / (2 * variance);
        }
      }
      return Posteriors.of(joint, first.length, m);
    }

    RepeatedGaussianMixture maximised(Posteriors z) {
      double[] count = z.sums();
      double[] mean = new double[z.m()];
      double[] deviation = new double[z.m()];
      for (int i = 0; i < z.n(); i++) {
        for (int j = 0; j < z.m(); j++) {
          mean[j] += z.at(i, j) * first[i] / (r * count[j]);
        }
      }
      for (int i = 0; i < z.n(); i++) {
        for (int j = 0; j < z.m(); j++) {
          deviation[j] += z.at(i, j) * squares(i, mean[j]) / (r * count[j]);
        }
      }
      double[] weights = Arrays.stream(count).map(sum -> sum / z.n()).toArray();
      return new RepeatedGaussianMixture(
          weights, mean, Arrays.stream(deviation).map(Math::sqrt).toArray());
    }
  }

  /// Random starts around m bins of rows in the order of their means.
  private static final class Start {

    private final double[] mean; // of each bin
    private final double[] deviation;

    Start(Profiles rows, int m) {
      int[] order =
          IntStream.range(0, rows.n())
              .boxed()
              .sorted(Comparator.comparingDouble(rows::mean))
              .mapToInt(Integer::intValue)
              .toArray();
      IntFunction<double[]> bin =
          j -> {
            int from = (int) ((long) j * rows.n() / m);
            int to = (int) (((long) j + 1) * rows.n() / m);
            return Arrays.stream(order, from, to)
                .mapToObj(rows::row)
                .flatMapToDouble(Arrays::stream)
                .toArray();
          };
      double least = NARROWEST * deviation(rows.x());
      mean = IntStream.range(0, m).mapToDouble(j -> mean(bin.apply(j))).toArray();
      deviation =
          IntStream.range(0, m)
              .mapToDouble(j -> Math.max(least, deviation(bin.apply(j))))
              .toArray();
    }

    private static double mean(double[] values) {
      return Arrays.stream(values).average().orElse(0);
    }

    private static double deviation(double[] values) {
      double mean = mean(values);
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      return Math.sqrt(squares / Math.max(1, values.length - 1));
    }

    RepeatedGaussianMixture drawn(SplittableRandom random) {
      int m = mean.length;
      double[] own = new double[m];
      double[] at = new double[m];
      double[] weights = new double[m];
      for (int j = 0; j < m; j++) {
        own[j] = deviation[j] / Math.max(random.nextExponential(), SMALLEST);
        at[j] = mean[j] + own[j] * random.nextGaussian();
        weights[j] = random.nextDouble();
      }
      double total = Arrays.stream(weights).sum();
      return new RepeatedGaussianMixture(
          Arrays.stream(weights).map(weight -> weight / total).toArray(), at, own);
    }
  }
}
