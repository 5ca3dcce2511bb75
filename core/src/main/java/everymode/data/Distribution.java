package everymode.data;

import everymode.sample.Sampler;

/// A known data distribution: what a perfect generator would sample from. Immutable and
/// thread-safe.
public interface Distribution extends Sampler {

  /// A mixture of isotropic Gaussians, one per mode: means μ_j, standard deviations σ_j and weights
  /// p_j, which sum to 1. The arrays are shared, not copied: do not modify them.
  ///
  /// @param mean `[k][d]`
  /// @param deviation `[k]`, standard deviation of each coordinate
  /// @param share `[k]`
  @SuppressWarnings("ArrayRecordComponent") // plain arrays for tight loops; never compared
  record GaussianMixture(double[][] mean, double[] deviation, double[] share) {

    /// The number of modes.
    public int count() {
      return share.length;
    }

    /// The natural logarithm of the density, `ln Σ_j p_j (2πσ_j²)^(−d/2) exp(−‖x − μ_j‖² / 2σ_j²)`,
    /// finite at any distance.
    ///
    /// @param x a point, `[d]`
    /// @return nats
    public double logDensity(double[] x) {
      double[] term = new double[count()];
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < term.length; j++) {
        double z = distance(x, j);
        double scale = deviation[j] * Math.sqrt(2 * Math.PI);
        term[j] = Math.log(share[j]) - x.length * Math.log(scale) - z * z / 2;
        most = Math.max(most, term[j]);
      }
      double sum = 0;
      for (double t : term) {
        sum += Math.exp(t - most);
      }
      return most + Math.log(sum);
    }

    /// The mode whose mean is nearest in units of its own standard deviation.
    ///
    /// @param x a point, `[d]`
    /// @return its index; the lowest of several equally near
    public int nearest(double[] x) {
      int best = 0;
      for (int j = 1; j < count(); j++) {
        if (distance(x, j) < distance(x, best)) {
          best = j;
        }
      }
      return best;
    }

    /// The distance of a point from the mean of mode j, `‖x − μ_j‖ / σ_j`.
    ///
    /// @param x a point, `[d]`
    /// @return in standard deviations
    public double distance(double[] x, int mode) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        double difference = x[i] - mean[mode][i];
        sum += difference * difference;
      }
      return Math.sqrt(sum) / deviation[mode];
    }
  }
}
