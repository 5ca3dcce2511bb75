package everymode.metric.feature;

/// Which classes appear among samples, as a classifier sees them.
///
/// *Source:* Che, Li, Jacob, Bengio and Li, "Mode Regularized Generative Adversarial Networks",
/// ICLR 2017, for missing modes by a classifier that is sure. *Ours:* the fifth that counts as
/// fair, and coverage weighed by rarity.
///
/// *Pitfalls:* one stray sample hits a class. Classifiers are often sure of noise, so read it
/// beside precision. A class of the data without any sample adds nothing to the divergence, whose
/// floor for n samples of the true shares of k classes is about `(k − 1) / 2n`.
///
/// @param hit classes with at least one sample that the classifier is sure of
/// @param fair classes with at least a fifth of the sure samples that they should have
/// @param kl `Σ q ln(q / p*)` of the shares of labels, in nats; classes that the data lack are left
///   out
public record ClassCounts(int hit, int fair, double kl) {

  private static final double FAIR = 0.2;

  /// Counts.
  ///
  /// @param label the likeliest class of each sample, `[n]`
  /// @param confidence its probability, `[n]`
  /// @param share p* of each class in the data
  /// @param sure probability from which the classifier is sure
  public static ClassCounts of(int[] label, float[] confidence, double[] share, double sure) {
    double[] q = new double[share.length];
    int[] confident = new int[share.length];
    for (int i = 0; i < label.length; i++) {
      q[label[i]] += 1.0 / label.length;
      confident[label[i]] += confidence[i] >= sure ? 1 : 0;
    }
    int hit = 0;
    int fair = 0;
    for (int c = 0; c < share.length; c++) {
      hit += confident[c] > 0 && share[c] > 0 ? 1 : 0;
      fair += share[c] > 0 && confident[c] >= FAIR * label.length * share[c] ? 1 : 0;
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

  /// Coverage as a mean over classes that weighs each by 1 / share; classes without rows are left
  /// out. In [0, 1].
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
