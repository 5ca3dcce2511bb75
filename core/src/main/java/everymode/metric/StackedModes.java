package everymode.metric;

/// Which of many equal modes samples reach, by their labels.
final class StackedModes {

  private StackedModes() {}

  /// What labels show.
  ///
  /// @param modes how many modes appear
  /// @param kl `Σ q ln(q / p)` in nats
  record Result(int modes, double kl) {}

  /// Counts.
  ///
  /// @param label the mode of each sample, `[n]`
  /// @param share of each mode in the data
  static Result of(int[] label, double[] share) {
    double[] q = new double[share.length];
    for (int l : label) {
      q[l] += 1.0 / label.length;
    }
    int modes = 0;
    for (double x : q) {
      modes += x > 0 ? 1 : 0;
    }
    return new Result(modes, ClassCounts.divergence(q, share));
  }
}
