package everymode.metric;

import everymode.data.Distribution;
import everymode.neighbour.PointSet;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The assignment of samples to the modes of a known mixture: each sample belongs to the mode whose
/// mean is nearest in units of that mode's standard deviation, and is of high quality within three
/// standard deviations.
///
/// *Source:* Srivastava, Valkov, Russell, Gutmann, Sutton, "VEEGAN: Reducing Mode Collapse in GANs
/// using Implicit Variational Learning", NeurIPS 2017, for modes and high quality. *Differences:*
/// each mode has its own standard deviation; `fair-modes`, which requires a fifth of the expected
/// count.
///
/// @param n samples
/// @param good high-quality samples by mode, h_j
/// @param nll −mean ln p(x) under the true distribution
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
record ModeAssignment(int n, int[] good, double nll) {

  private static final double MAX_DISTANCE = 3;

  /// A mode with less than this fraction of its expected count is not fairly covered.
  private static final double FAIR = 0.2;

  static ModeAssignment of(PointSet samples, Distribution.GaussianMixture modes) {
    int[] good = new int[modes.count()];
    double logLikelihood = 0;
    for (int i = 0; i < samples.n(); i++) {
      double[] x = samples.point(i);
      int mode = modes.nearest(x);
      good[mode] += good(modes, x, mode) ? 1 : 0;
      logLikelihood += modes.logDensity(x);
    }
    return new ModeAssignment(samples.n(), good, -logLikelihood / samples.n());
  }

  /// Whether a point is of high quality for its nearest mode.
  static boolean good(Distribution.GaussianMixture modes, double[] x, int mode) {
    return modes.distance(x, mode) <= MAX_DISTANCE;
  }

  double modes() {
    return Arrays.stream(good).filter(h -> h >= 1).count();
  }

  /// The share of all samples that are high-quality samples of a mode.
  double shareOf(int mode) {
    return (double) good[mode] / n;
  }

  /// Modes with `h_j ≥ n p_j / 5`.
  double fairModes(double[] share) {
    return IntStream.range(0, good.length).filter(j -> good[j] >= FAIR * n * share[j]).count();
  }

  /// `Σ_j q_j ln(q_j / p_j)` with `q_j = h_j / Σ h`, NaN without high-quality samples.
  double kl(double[] share) {
    double total = highQuality() * n;
    double sum = total == 0 ? Double.NaN : 0;
    for (int j = 0; j < good.length; j++) {
      double q = good[j] / total;
      sum += good[j] == 0 ? 0 : q * Math.log(q / share[j]);
    }
    return sum;
  }

  double highQuality() {
    return (double) Arrays.stream(good).asLongStream().sum() / n;
  }
}
