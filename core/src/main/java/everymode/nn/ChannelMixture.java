package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A mixture of Gaussians with diagonal covariances over the channels of a network's activations.
///
/// Everything is computed in float32 by products of matrices, so points must be centred: an offset
/// that is large against the deviation of a channel would cost digits.
///
/// @param shares λ, `[k]`, with the sum 1
/// @param means `[k, c]`
/// @param variances `[k, c]`, above 0
record ChannelMixture(Tensor shares, Tensor means, Tensor variances) {

  private static final double LEAST_SHARE = 1e-3;
  private static final double RELATIVE_FLOOR = 1e-3; // of a channel's variance
  private static final double FLOOR = 1e-6;

  /// The mixture before anything was seen: standard normal components of equal shares.
  static ChannelMixture standard(int components, int channels) {
    return new ChannelMixture(
        Ops.full(1.0 / components, components),
        Ops.zeros(components, channels),
        Ops.full(1, components, channels));
  }

  /// The start of a fit: means are points chosen by k-means++, and the points nearest to each give
  /// its share and variances.
  ///
  /// *Source:* Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007.
  ///
  /// @param x `[m, c]`, centred
  static ChannelMixture seeded(Tensor x, int components, RandomKey key) {
    Tensor means = Ops.rows(x, Ops.of(seeds(x, components, key))); // [k, c]
    Tensor nearest = Ops.argmax(distances(x, means).neg());
    Tensor assigned = nearest.unsqueeze(1).eq(Ops.range(components)); // [m, k]
    return maximised(x, Ops.toFloat(assigned), means);
  }

  /// Indices of points: the first drawn uniformly, each other one with a probability proportional
  /// to its squared distance from the nearest one drawn before. No point is drawn twice while there
  /// are others elsewhere.
  static long[] seeds(Tensor x, int components, RandomKey key) {
    int m = (int) x.size(0);
    double[] nearest = new double[m];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    long[] seeds = new long[components];
    for (int k = 0; k < components; k++) {
      boolean apart = k > 0 && Arrays.stream(nearest).anyMatch(d -> d > 0);
      RandomKey draw = key.fold(k);
      Tensor drawn =
          apart ? RandomTensors.choices(draw, nearest, 1) : RandomTensors.integers(draw, m, 1);
      seeds[k] = Ops.longs(drawn)[0];
      double[] own = Ops.doubles(distances(x, Ops.rows(x, drawn)).view(m));
      Arrays.setAll(nearest, i -> Math.min(nearest[i], own[i]));
    }
    return seeds;
  }

  /// Squared distances, exactly 0 between equal points.
  private static Tensor distances(Tensor x, Tensor y) {
    return x.unsqueeze(1).sub(y).square().sum(2); // [m, k]
  }

  /// The mixture after steps of expectation maximisation. The likelihood of the points does not
  /// fall, except where a share or a variance is kept from vanishing.
  ///
  /// @param x `[m, c]`, centred
  ChannelMixture fitted(Tensor x, int steps) {
    ChannelMixture mixture = this;
    for (int step = 0; step < steps; step++) {
      mixture = maximised(x, mixture.posteriors(x, 1), mixture.means);
    }
    return mixture;
  }

  /// The mixture that the points give by their weights.
  ///
  /// @param weights `[m, k]`
  /// @param otherwise means of components without points
  private static ChannelMixture maximised(Tensor x, Tensor weights, Tensor otherwise) {
    Tensor floor = floor(x.var(new long[] {0}, false));
    Tensor sums = weights.sum(0); // [k]
    Tensor n = sums.clamp_min(new Scalar(1e-6)).unsqueeze(1);
    Tensor empty = sums.lt(new Scalar(1e-6)).unsqueeze(1);
    Tensor means = otherwise.where(empty, weights.t().matmul(x).div(n));
    Tensor squares = weights.t().matmul(x.square()).div(n);
    Tensor own = squares.sub(means.square()).maximum(floor);
    Tensor variances = x.var(new long[] {0}, false).maximum(floor).where(empty, own);
    Tensor shares = sums.div(sums.sum()).clamp_min(new Scalar(LEAST_SHARE));
    return new ChannelMixture(shares.div(shares.sum()), means, variances);
  }

  private static Tensor floor(Tensor variance) {
    return Ops.plus(Ops.times(variance, RELATIVE_FLOOR), FLOOR);
  }

  /// The same mixture with variances that are not too small against those of all points.
  ChannelMixture floored() {
    Tensor weight = shares.unsqueeze(1);
    Tensor mean = means.mul(weight).sum(0); // [c]
    Tensor total = variances.add(means.sub(mean).square()).mul(weight).sum(0); // [c]
    return new ChannelMixture(shares, means, variances.maximum(floor(total)));
  }

  /// The probability of each component given a point.
  ///
  /// @param x `[m, c]`, centred
  /// @param power of the densities: 1, or less to soften the assignment
  /// @return `[m, k]`, with rows of sum 1
  Tensor posteriors(Tensor x, double power) {
    return Ops.softmax(Ops.times(logDensities(x), power).add(shares.log()));
  }

  /// The mean of the logarithm of the density, in nats.
  ///
  /// @param x `[m, c]`, centred
  double logLikelihood(Tensor x) {
    return logDensities(x).add(shares.log()).logsumexp(1).mean().item_double();
  }

  /// The logarithm of the density of each component, `[m, k]`.
  private Tensor logDensities(Tensor x) {
    Tensor precision = variances.reciprocal(); // [k, c]
    Tensor scaled = means.mul(precision);
    Tensor constants = Ops.times(variances, 2 * Math.PI).log().add(means.mul(scaled)).sum(1); // [k]
    Tensor products =
        x.square().matmul(precision.t()).sub(Ops.times(x.matmul(scaled.t()), 2)); // [m, k]
    return Ops.times(products.add(constants), -0.5);
  }

  /// The same mixture about another origin.
  ///
  /// @param by added to the means, `[c]`
  ChannelMixture shifted(Tensor by) {
    return new ChannelMixture(shares, means.add(by), variances);
  }

  /// The same mixture with its components in another order.
  ///
  /// @param order `[k]`
  ChannelMixture ordered(long... order) {
    Tensor rows = Ops.of(order);
    return new ChannelMixture(
        Ops.rows(shares, rows), Ops.rows(means, rows), Ops.rows(variances, rows));
  }

  /// The order of the components in which the sum of squared distances to the means of another
  /// mixture is least.
  long[] orderLike(ChannelMixture other) {
    int k = (int) shares.size(0);
    double[] cost = Ops.doubles(distances(other.means, means)); // [k, k], theirs by own
    int[] best = new int[k];
    least(cost, k, 0, 0, new int[k], best, new double[] {Double.POSITIVE_INFINITY});
    return Arrays.stream(best).asLongStream().toArray();
  }

  /// Tries all assignments of the components from `at` on; there are few.
  private static void least(
      double[] cost, int k, int at, double sum, int[] order, int[] best, double[] bound) {
    if (sum >= bound[0]) {
      return;
    }
    if (at == k) {
      bound[0] = sum;
      System.arraycopy(order, 0, best, 0, k);
      return;
    }
    for (int own = 0; own < k; own++) {
      int candidate = own;
      if (IntStream.range(0, at).noneMatch(i -> order[i] == candidate)) {
        order[at] = own;
        least(cost, k, at + 1, sum + cost[at * k + own], order, best, bound);
      }
    }
  }

  /// The weighted mean of two mixtures, component by component.
  ///
  /// @param weight of the other one
  ChannelMixture blended(ChannelMixture other, double weight) {
    Scalar w = new Scalar(weight);
    return new ChannelMixture(
        shares.lerp(other.shares, w),
        means.lerp(other.means, w),
        variances.lerp(other.variances, w));
  }
}
