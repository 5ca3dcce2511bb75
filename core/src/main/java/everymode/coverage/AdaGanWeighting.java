package everymode.coverage;

import java.util.Arrays;

/// Weights for the next member of a growing mixture, from how much of each data point the mixture
/// has already.
///
/// With mixture `G`, a new member of weight β and `r_i = g(x_i) / p(x_i)`, the new mixture has `(1
/// − β) r_i + β n w_i` times the data's mass at point i. The rules choose w, of sum 1.
///
/// *Source:* Tolstikhin, Gelly, Bousquet, Simon-Gabriel and Schölkopf, "AdaGAN: Boosting Generative
/// Models", NeurIPS 2017, theorems 1 and 2 and section 4.
public final class AdaGanWeighting {

  private AdaGanWeighting() {}

  /// The rule of theorem 1: `w_i = (λ − (1 − β) r_i)₊ / (nβ)`. It levels the new mixture at λ
  /// wherever the new member has mass.
  ///
  /// @param ratio r_i, finite and at least 0
  /// @param beta β in (0, 1]
  /// @return w, `[n]`, with sum 1
  public static double[] star(double[] ratio, double beta) {
    int n = ratio.length;
    double[] sorted = ratio.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double level = 0;
    for (int k = 1; k <= n; k++) {
      sum += sorted[k - 1];
      level = (n * beta + (1 - beta) * sum) / k;
      if (k == n || level <= (1 - beta) * sorted[k]) {
        break;
      }
    }
    double at = level;
    return normal(Arrays.stream(ratio).map(r -> Math.max(0, at - (1 - beta) * r)).toArray());
  }

  /// The rule of theorem 2: `w_i = (1 − λ (1 − β) r_i)₊ / (nβ)`, with the λ that gives sum 1. Where
  /// the mixture has nothing of more than a share β of the points, only those weigh, all alike.
  ///
  /// @param ratio r_i, finite and at least 0
  /// @param beta β in (0, 1]
  /// @return w, `[n]`, with sum 1
  public static double[] dagger(double[] ratio, double beta) {
    int n = ratio.length;
    double[] sorted = ratio.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double slope = 0; // λ (1 − β)
    for (int k = 1; k <= n; k++) {
      sum += sorted[k - 1];
      double left = Math.max(0, k - n * beta);
      slope = left == 0 ? 0 : sum > 0 ? left / sum : Double.MAX_VALUE;
      if (k == n || (k > n * beta && slope * sorted[k] >= 1)) {
        break;
      }
    }
    double at = slope;
    return normal(Arrays.stream(ratio).map(r -> Math.max(0, 1 - at * r)).toArray());
  }

  /// The rule of thumb: equal weights on the points that the mixture has least of.
  ///
  /// @param ratio r_i
  /// @param share of the points, in (0, 1]
  /// @return w, `[n]`, with sum 1; points as poor as the last one weigh too
  public static double[] top(double[] ratio, double share) {
    double[] sorted = ratio.clone();
    Arrays.sort(sorted);
    // 0.07 of 100 points is a hair more than 7 in binary, but must not become 8.
    long count = (long) Math.ceil(share * ratio.length * (1 - 1e-12));
    double last = sorted[Math.clamp(count - 1, 0, ratio.length - 1)];
    return normal(Arrays.stream(ratio).map(r -> r <= last ? 1 : 0).toArray());
  }

  private static double[] normal(double[] weight) {
    double sum = Arrays.stream(weight).sum();
    return Arrays.stream(weight).map(w -> sum > 0 ? w / sum : 1.0 / weight.length).toArray();
  }
}
