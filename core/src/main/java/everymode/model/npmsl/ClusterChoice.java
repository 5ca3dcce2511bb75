package everymode.model.npmsl;

import everymode.config.Require;
import everymode.mixture.ComponentCount;
import everymode.mixture.ComponentCount.Criterion;

/// How the number of clusters is chosen where none is given.
///
/// @param criterion the largest value is best
/// @param counting what counts as rows and parameters
/// @param most clusters that are tried, at least 1
public record ClusterChoice(Criterion criterion, ComponentCount counting, int most) {

  /// Validates the number.
  public ClusterChoice {
    Require.atLeast("most", most, 1);
  }

  /// Up to 20 by the Bayesian criterion.
  static ClusterChoice defaults() {
    return new ClusterChoice(Criterion.BIC, ComponentCount.CORRECTED, 20);
  }
}
