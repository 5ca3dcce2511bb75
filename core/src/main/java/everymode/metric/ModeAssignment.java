package everymode.metric;

import everymode.data.Distribution;
import everymode.neighbour.PointSet;

/// Where samples of a known mixture land: each at the mode that is nearest in units of its own
/// standard deviation, and of high quality within three of them.
///
/// *Source:* Srivastava, Valkov, Russell, Gutmann, Sutton, "VEEGAN: Reducing Mode Collapse in GANs
/// using Implicit Variational Learning", NeurIPS 2017, for modes and high quality. *Differences:*
/// deviations of their own for the modes; `fair-modes`, which asks for a fifth of the fair count.
///
/// @param n samples
/// @param good high-quality samples by mode, h_j
/// @param nll −mean ln p(x) under the true law
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
record ModeAssignment(int n, int[] good, double nll) {

  private static final double NEAR = 3;

  /// A mode with less than this share of its fair count is not fairly covered.
  private static final double FAIR = 0.2;

  static ModeAssignment of(PointSet samples, Distribution.GaussianMixture modes) {
    int[] good = new int[modes.count()];
    double logs = 0;
    for (int i = 0; i < samples.n(); i++) {
      double[] x = samples.point(i);
      int mode = modes.nearest(x);
      good[mode] += modes.distance(x, mode) <= NEAR ? 1 : 0;
      logs += modes.logDensity(x);
    }
    return new ModeAssignment(samples.n(), good, -logs / samples.n());
  }

  double modes() {
    int count = 0;
    for (int h : good) {
      count += h >= 1 ? 1 : 0;
    }
    return count;
  }

  /// The share of all samples that are good ones of a mode.
  double shareOf(int mode) {
    return (double) good[mode] / n;
  }

  /// Modes with `h_j ≥ n p_j / 5`.
  double fairModes(double[] share) {
    int count = 0;
    for (int j = 0; j < good.length; j++) {
      count += good[j] >= FAIR * n * share[j] ? 1 : 0;
    }
    return count;
  }

  /// `Σ_j q_j ln(q_j / p_j)` with `q_j = h_j / Σ h`, NaN without high-quality samples.
  double kl(double[] share) {
    double all = highQuality() * n;
    double sum = all == 0 ? Double.NaN : 0;
    for (int j = 0; j < good.length; j++) {
      double q = good[j] / all;
      sum += good[j] == 0 ? 0 : q * Math.log(q / share[j]);
    }
    return sum;
  }

  double highQuality() {
    long sum = 0;
    for (int h : good) {
      sum += h;
    }
    return (double) sum / n;
  }
}
