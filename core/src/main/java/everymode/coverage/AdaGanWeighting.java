package everymode.coverage;

import java.util.Arrays;

/// Weights of the data points for the next member of a growing mixture, based on how well the
/// mixture already covers each point.
///
/// With mixture `G`, a new member of weight β and `r_i = g(x_i) / p(x_i)`, the new mixture has `(1
/// − β) r_i + β n w_i` times the mass of the data at point i. The rules choose w with sum 1.
///
/// *Source:* Tolstikhin, Gelly, Bousquet, Simon-Gabriel and Schölkopf, "AdaGAN: Boosting Generative
/// Models", NeurIPS 2017, theorems 1 and 2 and section 4.
public final class AdaGanWeighting {

  private AdaGanWeighting() {}

  /// The rule of theorem 1: `w_i = (λ − (1 − β) r_i)₊ / (nβ)`. It raises the new mixture to the
  /// level λ wherever the new member has mass.
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
    return normalised(Arrays.stream(ratio).map(r -> Math.max(0, at - (1 - beta) * r)).toArray());
  }

  /// The rule of theorem 2: `w_i = (1 − λ (1 − β) r_i)₊ / (nβ)`, with the λ for which the sum is 1.
  /// If the mixture has no mass at more than a share β of the points, only these have weight, in
  /// equal parts.
  ///
  /// @param ratio r_i, finite and at least 0
  /// @param beta β in (0, 1]
  /// @return w, `[n]`, with sum 1
  public static double[] dagger(double[] ratio, double beta) {
    int n = ratio.length;
    double[] sorted = ratio.clone();
    Arrays.sort(sorted);
    double sum = 0;
    double multiplier = 0; // λ (1 − β)
    for (int k = 1; k <= n; k++) {
      sum += sorted[k - 1];
      double left = Math.max(0, k - n * beta);
      multiplier = left == 0 ? 0 : sum > 0 ? left / sum : Double.MAX_VALUE;
      if (k == n || (k > n * beta && multiplier * sorted[k] >= 1)) {
        break;
      }
    }
    double at = multiplier;
    return normalised(Arrays.stream(ratio).map(r -> Math.max(0, 1 - at * r)).toArray());
  }

  /// The heuristic of section 4: equal weights on the points with the smallest ratios.
  ///
  /// @param ratio r_i
  /// @param share of the points, in (0, 1]
  /// @return w, `[n]`, with sum 1; points that tie with the last one have weight too
  public static double[] top(double[] ratio, double share) {
    double[] sorted = ratio.clone();
    Arrays.sort(sorted);
    // 0.07 · 100 is slightly more than 7 in binary, but must not be rounded up to 8.
    long count = (long) Math.ceil(share * ratio.length * (1 - 1e-12));
    double last = sorted[Math.clamp(count - 1, 0, ratio.length - 1)];
    return normalised(Arrays.stream(ratio).map(r -> r <= last ? 1 : 0).toArray());
  }

  private static double[] normalised(double[] weight) {
    double sum = Arrays.stream(weight).sum();
    return Arrays.stream(weight).map(w -> sum > 0 ? w / sum : 1.0 / weight.length).toArray();
  }
}
