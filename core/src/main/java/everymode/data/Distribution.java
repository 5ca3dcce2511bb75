package everymode.data;

import everymode.random.RandomKey;
import org.bytedeco.pytorch.Tensor;

/// A known law of data: what a perfect generator would draw from.
///
/// Laws are immutable; any thread may share them.
public interface Distribution {

  /// Fresh independent draws. The first rows are the same whatever n.
  ///
  /// @param n how many
  /// @param key decides them
  /// @return float32 `[n, d]` in data units
  Tensor sample(int n, RandomKey key);

  /// The law as a mixture of round Gaussians, one a mode: means μ_j, standard deviations σ_j and
  /// shares p_j, which sum to 1. The arrays are shared, not copied: nobody changes them.
  ///
  /// @param mean `[k][d]`
  /// @param deviation `[k]`, standard deviation of each coordinate
  /// @param share `[k]`
  @SuppressWarnings("ArrayRecordComponent") // plain numbers for tight loops; never compared
  record GaussianMixture(double[][] mean, double[] deviation, double[] share) {

    /// How many modes there are.
    ///
    /// @return k
    public int count() {
      return share.length;
    }

    /// The natural logarithm of the density, `ln Σ_j p_j (2πσ_j²)^(−d/2) exp(−‖x − μ_j‖² / 2σ_j²)`,
    /// finite however far away x is.
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
    /// @return its index; the first of several equally near
    public int nearest(double[] x) {
      int best = 0;
      for (int j = 1; j < count(); j++) {
        if (distance(x, j) < distance(x, best)) {
          best = j;
        }
      }
      return best;
    }

    /// How far a point is from a mode's mean, `‖x − μ_j‖ / σ_j`.
    ///
    /// @param x a point, `[d]`
    /// @param mode the index j
    /// @return standard deviations
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
