package everymode.metric;

import static everymode.metric.Metric.Better.HIGHER;
import static everymode.metric.Metric.Better.LOWER;

import java.util.Arrays;
import java.util.List;

/// How many of the thousand modes of stacked digits samples reach, as a judge of digits sees them.
final class StackGauge implements Gauge {

  static final List<Metric> METRICS =
      List.of(
          new Metric(
              "stacked-modes",
              "How many numbers of three digits appear at least once among the samples.",
              HIGHER,
              0,
              Double.POSITIVE_INFINITY,
              Metric.Need.STACKED,
              true),
          new Metric(
              "stacked-kl",
              "How far the shares of the numbers are from those of the data, in nats.",
              LOWER,
              0,
              Double.POSITIVE_INFINITY,
              Metric.Need.STACKED,
              true));

  private final String behind;
  private final double[] share;

  StackGauge(Truth truth, String behind) {
    this.behind = behind;
    share = new double[truth.data().classes().size()];
    Arrays.fill(share, 1.0 / share.length);
  }

  @Override
  public void read(Sample sample, Reading reading) {
    int[] label = Truth.seen(sample).label();
    StackedModes.Result result = StackedModes.of(label, share);
    reading.put("stacked-modes" + behind, result.modes(), label.length);
    reading.put("stacked-kl" + behind, result.kl(), label.length);
  }

  @Override
  public double floor(String metric, int n) {
    if (metric.equals("stacked-kl" + behind)) {
      return (share.length - 1) / (2.0 * n);
    }
    double missed = share.length * Math.pow(1 - 1.0 / share.length, n);
    return metric.equals("stacked-modes" + behind) ? share.length - missed : Double.NaN;
  }
}
