package everymode.metric.feature;

/// Which classes appear among samples, according to a classifier.
///
/// *Source:* Che, Li, Jacob, Bengio and Li, "Mode Regularized Generative Adversarial Networks",
/// ICLR 2017, for missing modes by confident classification. *Ours:* the threshold of one fifth for
/// fair coverage, and coverage weighted by rarity.
///
/// *Pitfalls:* one stray sample hits a class. Classifiers are often confident on noise, so read
/// this together with precision. A class of the data without any sample adds nothing to the
/// divergence, whose expected value for n samples with the true shares of k classes is about `(k −
/// 1) / 2n`.
///
/// @param hit classes with at least one confidently classified sample
/// @param fair classes whose confident samples are at least a fifth of the expected count
/// @param kl `Σ q ln(q / p*)` of the label shares, in nats; classes absent from the data are
///   excluded
public record ClassCounts(int hit, int fair, double kl) {

  private static final double FAIR_SHARE = 0.2;

  /// Counts the classes of samples.
  ///
  /// @param label the most likely class of each sample, `[n]`
  /// @param confidence its probability, `[n]`
  /// @param share p* of each class in the data, `[k]`
  /// @param threshold probability from which a prediction counts as confident
  public static ClassCounts of(int[] label, float[] confidence, double[] share, double threshold) {
    double[] q = new double[share.length];
    int[] confident = new int[share.length];
    for (int i = 0; i < label.length; i++) {
      q[label[i]] += 1.0 / label.length;
      confident[label[i]] += confidence[i] >= threshold ? 1 : 0;
    }
    int hit = 0;
    int fair = 0;
    for (int c = 0; c < share.length; c++) {
      hit += confident[c] > 0 && share[c] > 0 ? 1 : 0;
      fair += share[c] > 0 && confident[c] >= FAIR_SHARE * label.length * share[c] ? 1 : 0;
    }
    return new ClassCounts(hit, fair, divergence(q, share));
  }

  /// `Σ q ln(q / p)` in nats over the classes with p above 0.
  public static double divergence(double[] q, double[] p) {
    double sum = 0;
    for (int c = 0; c < q.length; c++) {
      sum += q[c] > 0 && p[c] > 0 ? q[c] * Math.log(q[c] / p[c]) : 0;
    }
    return sum;
  }

  /// The mean coverage over classes, each weighted by 1 / share; classes without rows are excluded.
  /// In [0, 1].
  ///
  /// @param coverage of each class, NaN without rows
  /// @param share of each class in the data
  public static double rare(double[] coverage, double[] share) {
    double sum = 0;
    double weight = 0;
    for (int c = 0; c < coverage.length; c++) {
      if (share[c] > 0 && Double.isFinite(coverage[c])) {
        sum += coverage[c] / share[c];
        weight += 1 / share[c];
      }
    }
    return sum / weight;
  }
}
