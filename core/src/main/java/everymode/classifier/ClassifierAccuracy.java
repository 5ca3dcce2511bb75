package everymode.classifier;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Autograd;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.distribution.continuous.BetaDistribution;

/// Accuracy of a classifier on held-out rows.
///
/// @param value share of rows that are classified correctly, in [0, 1]
/// @param low lower end of the 95 % confidence interval
/// @param high upper end of the 95 % confidence interval
/// @param rows number of rows
public record ClassifierAccuracy(double value, double low, double high, long rows) {

  private static final int BLOCK = 500;
  private static final double TAIL = 0.025;

  /// Measures the accuracy on all held-out rows of a data set.
  ///
  /// @param data labelled data
  /// @throws EverymodeException when the data have no labels, more classes than the classifier, or
  ///   samples of a shape that it does not take
  public static ClassifierAccuracy of(FeatureExtractor extractor, Dataset data) {
    Tensor label = data.heldOut().label();
    int classes = extractor.classes().size();
    if (label == null || classes < data.classes().size()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s distinguishes %d classes, but the labels of '%s' have %d; choose other data",
              extractor.id(),
              classes,
              data.name(),
              data.classes().size()));
    }
    LongAdder correct = new LongAdder();
    int n = data.heldOut().size();
    Batches.each(
        n,
        BLOCK,
        (from, count) -> {
          long[] rows = LongStream.range(from, from + count).toArray();
          Tensor x = data.domain().units(data.heldOut().x(rows));
          Tensor logits = Autograd.noGrad(() -> extractor.extract(x).logits());
          if (logits == null || logits.dim() != 2 || logits.size(1) != classes) {
            throw new EverymodeException(
                String.format(
                    Locale.ROOT,
                    "%s must return logits of %d classes, but does not; change its forward method",
                    extractor.id(),
                    classes));
          }
          correct.add(Ops.argmax(logits).eq(Ops.rows(label, from, count)).sum().item_long());
        });
    return of(correct.sum(), n);
  }

  /// The share of successes with the Clopper-Pearson interval, whose coverage is at least 95 % for
  /// every true share. Its ends are quantiles of beta distributions.
  ///
  /// *Source:* Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the
  /// case of the binomial", Biometrika 26, 1934.
  static ClassifierAccuracy of(long correct, long n) {
    double low = correct == 0 ? 0 : beta((double) correct, n - correct + 1.0, TAIL);
    double high = correct == n ? 1 : beta(correct + 1.0, (double) (n - correct), 1 - TAIL);
    return new ClassifierAccuracy((double) correct / n, low, high, n);
  }

  private static double beta(double a, double b, double p) {
    return new BetaDistribution(a, b).inverseCumulativeProbability(p);
  }
}
