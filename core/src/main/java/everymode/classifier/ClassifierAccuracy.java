package everymode.classifier;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.distribution.continuous.BetaDistribution;

/// How often a judge is right about held-out rows.
///
/// @param value share of rows whose class it names, in [0, 1]
/// @param low lower end of the 95 % interval
/// @param high upper end
/// @param rows that were looked at
public record ClassifierAccuracy(double value, double low, double high, long rows) {

  private static final int BLOCK = 500;
  private static final double DOUBT = 0.025;

  /// Looks at all held-out rows of a data set.
  ///
  /// @param extractor a classifier
  /// @param data with labels
  /// @return how often it is right
  /// @throws EverymodeException when the data have no labels, more classes than the judge, or
  ///   samples that it does not take
  public static ClassifierAccuracy of(FeatureExtractor extractor, Dataset data) {
    Tensor label = data.heldOut().label();
    if (label == null || extractor.classes().size() < data.classes().size()) {
      throw new EverymodeException(
          "%s tells %d classes apart, but the labels of '%s' have %d; choose other data"
              .formatted(
                  extractor.id(), extractor.classes().size(), data.name(), data.classes().size()));
    }
    long right = 0;
    int n = data.heldOut().size();
    for (int from = 0; from < n; from += BLOCK) {
      int count = Math.min(BLOCK, n - from);
      try (var _ = new Scope()) {
        long[] rows = LongStream.range(from, from + count).toArray();
        Tensor x = data.domain().units(data.heldOut().x(rows));
        Tensor logits = Autograd.noGrad(() -> extractor.extract(x).logits());
        if (logits == null || logits.dim() != 2 || logits.size(1) != extractor.classes().size()) {
          throw new EverymodeException(
              "%s must give log-odds of %d classes, but does not; change its forward"
                  .formatted(extractor.id(), extractor.classes().size()));
        }
        right += Ops.argmax(logits).eq(Ops.rows(label, from, count)).sum().item_long();
      }
    }
    return of(right, n);
  }

  /// The share of successes with Clopper and Pearson's interval, which holds for every true share:
  /// its ends are quantiles of beta distributions.
  ///
  /// *Source:* Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the
  /// case of the binomial", Biometrika 26, 1934.
  static ClassifierAccuracy of(long right, long n) {
    double low = right == 0 ? 0 : beta((double) right, n - right + 1.0, DOUBT);
    double high = right == n ? 1 : beta(right + 1.0, (double) (n - right), 1 - DOUBT);
    return new ClassifierAccuracy((double) right / n, low, high, n);
  }

  private static double beta(double a, double b, double p) {
    return new BetaDistribution(a, b).inverseCumulativeProbability(p);
  }
}
