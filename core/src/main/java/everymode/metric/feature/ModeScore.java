package everymode.metric.feature;

import everymode.neighbour.PointSet;

/// Inception scores relative to the shares p* of the classes in the data. Classes of share 0 are
/// excluded, which is ours: any trace of them in p(y) would make the divergence infinite.
///
/// *Pitfalls:* the first form equals the inception score for every p*, because `mean_x KL(p(y|x) ‖
/// p*) = mean_x KL(p(y|x) ‖ p(y)) + KL(p(y) ‖ p*)`: only the second depends on the data. Some
/// papers print `KL(p* ‖ p(y))` in it, for which one class that is never generated gives the score
/// 0.
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
    return score(probability, share, marginal(probability), share);
  }

  /// `exp(mean_x KL(p(y|x) ‖ p(y)) − KL(p(y) ‖ p*))`.
  ///
  /// *Source:* Xu, Huang, Yuan, Guo, Sun, Wu and Weinberger, "An empirical study on evaluation
  /// metrics of generative adversarial networks", 2018.
  ///
  /// @param probability `[n, k]`
  /// @param share p*, `[k]`
  public static double xu(PointSet probability, double[] share) {
    double[] marginal = marginal(probability);
    return score(probability, marginal, marginal, share);
  }

  private static double[] marginal(PointSet probability) {
    return InceptionScore.share(probability, 0, probability.n());
  }

  private static double score(
      PointSet probability, double[] reference, double[] marginal, double[] share) {
    return Math.exp(
        InceptionScore.divergence(probability, 0, probability.n(), reference)
            - ClassCounts.divergence(marginal, share));
  }
}
