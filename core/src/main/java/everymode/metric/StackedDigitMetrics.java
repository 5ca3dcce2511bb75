package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.STACKED;

import everymode.metric.Metric.Kind;
import java.util.Arrays;
import java.util.List;

/// Which of the thousand modes of stacked digits are reached by samples, according to a digit
/// classifier.
final class StackedDigitMetrics implements MetricGroup {

  private static final Kind COUNT = Kind.of(HIGHER, STACKED);
  private static final Kind DIVERGENCE = Kind.of(LOWER, STACKED);
  static final List<Metric> METRICS =
      List.of(
          COUNT.of(
              "stacked-modes",
              "The number of three-digit combinations that appear at least once among the samples."),
          DIVERGENCE.of(
              "stacked-kl",
              "The Kullback–Leibler divergence of the shares of three-digit combinations from those"
                  + " of the data, in nats."));

  private final String suffix;
  private final double[] share;

  StackedDigitMetrics(ReferenceSet reference, String suffix) {
    this.suffix = suffix;
    share = new double[reference.data().classes().size()];
    Arrays.fill(share, 1.0 / share.length);
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues values) {
    int[] label = ReferenceSet.extracted(sample).label();
    StackedModeCounts.Values result = StackedModeCounts.of(label, share);
    values.put("stacked-modes" + suffix, result.modes(), label.length);
    values.put("stacked-kl" + suffix, result.kl(), label.length);
  }

  @Override
  public double ideal(String metric, int n) {
    if (metric.equals("stacked-kl" + suffix)) {
      return (share.length - 1) / (2.0 * n);
    }
    double missed = share.length * Math.pow(1 - 1.0 / share.length, n);
    return metric.equals("stacked-modes" + suffix) ? share.length - missed : Double.NaN;
  }
}
