package everymode.data;

import everymode.chance.Chance;
import org.bytedeco.pytorch.Tensor;

/// A known law of data: what a perfect generator would draw from.
public interface Law {

  /// Fresh independent draws.
  ///
  /// @param n how many
  /// @param chance decides them
  /// @return float32 `[n, d]` in data units
  Tensor draw(int n, Chance chance);

  /// The law as a mixture of round Gaussians, one a mode: means μ_j, standard deviations σ_j and
  /// shares p_j, which sum to 1.
  ///
  /// @param mean `[k][d]`
  /// @param deviation `[k]`, standard deviation of each coordinate
  /// @param share `[k]`
  record Modes(double[][] mean, double[] deviation, double[] share) {}
}
