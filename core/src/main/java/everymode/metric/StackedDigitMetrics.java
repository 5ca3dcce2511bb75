package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LOWER;

import java.util.Arrays;
import java.util.List;

/// How many of the thousand modes of stacked digits samples reach, as a judge of digits sees them.
final class StackedDigitMetrics implements MetricGroup {

  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "stacked-modes",
              "How many numbers of three digits appear at least once among the samples.",
              HIGHER,
              0,
              Double.POSITIVE_INFINITY,
              Metric.Requirement.STACKED,
              true),
          new Metric(
              "stacked-kl",
              "How far the shares of the numbers are from those of the data, in nats.",
              LOWER,
              0,
              Double.POSITIVE_INFINITY,
              Metric.Requirement.STACKED,
              true));

  private final String behind;
  private final double[] share;

  StackedDigitMetrics(ReferenceSet reference, String behind) {
    this.behind = behind;
    share = new double[reference.data().classes().size()];
    Arrays.fill(share, 1.0 / share.length);
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues reading) {
    int[] label = ReferenceSet.seen(sample).label();
    StackedModeCounts.Values result = StackedModeCounts.of(label, share);
    reading.put("stacked-modes" + behind, result.modes(), label.length);
    reading.put("stacked-kl" + behind, result.kl(), label.length);
  }

  @Override
  public double ideal(String metric, int n) {
    if (metric.equals("stacked-kl" + behind)) {
      return (share.length - 1) / (2.0 * n);
    }
    double missed = share.length * Math.pow(1 - 1.0 / share.length, n);
    return metric.equals("stacked-modes" + behind) ? share.length - missed : Double.NaN;
  }
}
