package everymode.metric.feature;

import everymode.neighbour.PointSet;

/// The inception score of a classifier: `exp(mean_x KL(p(y|x) ‖ p(y)))` with `p(y) = mean_x
/// p(y|x)`, as the mean over splits. From 1 to the number of classes.
///
/// *Source:* Salimans, Goodfellow, Zaremba, Cheung, Radford and Chen, "Improved Techniques for
/// Training GANs", NeurIPS 2016.
///
/// *Pitfalls:* it ignores real data: one perfect sample per class has the highest score.
public final class InceptionScore {

  private InceptionScore() {}

  /// The mean over splits into consecutive rows.
  ///
  /// @param probability `[n, k]`
  /// @param splits at least 1, at most n
  public static double of(PointSet probability, int splits) {
    double sum = 0;
    for (int s = 0; s < splits; s++) {
      int from = (int) ((long) s * probability.n() / splits);
      int to = (int) ((long) (s + 1) * probability.n() / splits);
      double[] share = share(probability, from, to);
      sum += Math.exp(divergence(probability, from, to, share));
    }
    return sum / splits;
  }

  /// Mean probability of each class.
  static double[] share(PointSet probability, int from, int to) {
    double[] share = new double[probability.dim()];
    for (int i = from; i < to; i++) {
      for (int c = 0; c < share.length; c++) {
        share[c] += probability.values()[i * share.length + c] / (double) (to - from);
      }
    }
    return share;
  }

  /// `mean_x KL(p(y|x) ‖ share)` in nats; classes of share 0 are excluded.
  static double divergence(PointSet probability, int from, int to, double[] share) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      for (int c = 0; c < share.length; c++) {
        double p = probability.values()[i * share.length + c];
        sum += p > 0 && share[c] > 0 ? p * Math.log(p / share[c]) : 0;
      }
    }
    return sum / (to - from);
  }
}
