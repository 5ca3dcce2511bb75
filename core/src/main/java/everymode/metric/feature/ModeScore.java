package everymode.metric.feature;

import everymode.neighbour.PointSet;

/// Inception scores that know the shares p* of the classes in the data. Classes of share 0 are left
/// out, which is ours: any trace of them in p(y) would make the divergence infinite.
///
/// *Pitfalls:* the first form is the Inception score itself, whatever p*, as `mean_x KL(p(y|x) ‖
/// p*) = mean_x KL(p(y|x) ‖ p(y)) + KL(p(y) ‖ p*)`: only the second sees the data. Some papers
/// print `KL(p* ‖ p(y))` in it, by which one class that is never generated scores 0.
public final class ModeScore {

  private ModeScore() {}

  /// `exp(mean_x KL(p(y|x) ‖ p*) − KL(p(y) ‖ p*))`.
  ///
  /// *Source:* Che, Li, Jacob, Bengio and Li, "Mode Regularized Generative Adversarial Networks",
  /// ICLR 2017.
  ///
  /// @param probability `[n, k]`
  /// @param share p*, `[k]`
  public static double che(PointSet probability, double[] share) {
    int n = probability.n();
    return Math.exp(
        InceptionScore.divergence(probability, 0, n, share) - apart(probability, share));
  }

  /// `exp(mean_x KL(p(y|x) ‖ p(y)) − KL(p(y) ‖ p*))`.
  ///
  /// *Source:* Xu, Huang, Yuan, Guo, Sun, Wu and Weinberger, "An empirical study on evaluation
  /// metrics of generative adversarial networks", 2018.
  ///
  /// @param probability `[n, k]`
  /// @param share p*, `[k]`
  public static double xu(PointSet probability, double[] share) {
    int n = probability.n();
    double[] own = InceptionScore.share(probability, 0, n);
    return Math.exp(InceptionScore.divergence(probability, 0, n, own) - apart(probability, share));
  }

  private static double apart(PointSet probability, double[] share) {
    double[] own = InceptionScore.share(probability, 0, probability.n());
    return ClassCounts.divergence(own, share);
  }
}
