package everymode.model.npmsl;

import everymode.config.Require;
import java.util.List;

/// The configuration of a Gaussian mixture of repeated measures.
///
/// @param clusters components, at most as many as rows; 0: as many as `choice` finds
/// @param choice how the number is chosen
/// @param blocks name of the block of each column, for the report; the method does not tell columns
///   apart
/// @param fits short fits from which the likeliest goes on, at least 1
/// @param steps most iterations
/// @param tolerance gain of the log-likelihood at which iterations end, at least 0
public record GaussianConfig(
    int clusters,
    ClusterChoice choice,
    List<String> blocks,
    int fits,
    long steps,
    double tolerance) {

  /// Validates the values.
  public GaussianConfig {
    Require.atLeast("clusters", clusters, 0);
    Require.atLeast("fits", fits, 1);
    Require.atLeast("steps", steps, 0);
    Require.nonNegative("tolerance", tolerance);
    blocks = ProfileModel.named(blocks);
  }

  static GaussianConfig defaults() {
    return new GaussianConfig(0, ClusterChoice.defaults(), List.of(), 100, 500, 1e-6);
  }
}
