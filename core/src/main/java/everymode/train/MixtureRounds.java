package everymode.train;

import java.util.Optional;

/// A model whose members are trained one after the other, each on rows drawn with its own weights.
public interface MixtureRounds {

  /// Statistics of a round.
  ///
  /// @param covered η̂: the share of the round's weights on rows that it covers
  /// @param low 5 % quantile, over the training rows, of the probability D that a row is real
  /// @param middle median of D
  /// @param high 95 % quantile of D
  record RoundStatistics(double covered, double low, double middle, double high) {

    /// Whether the round distinguishes rows: some are covered and some are not.
    ///
    /// @return false if all weights or none would change
    public boolean informative() {
      return covered > 0 && covered < 1;
    }
  }

  /// The number of finished rounds.
  int ended();

  /// Statistics of a finished round.
  ///
  /// @param round from 0
  RoundStatistics round(int round);

  /// How often each training row is drawn in a round.
  ///
  /// @param round from 0, at most [#ended]
  /// @return `[n]`, with sum 1
  double[] shares(int round);

  /// The theoretical guarantee for the current mixture.
  ///
  /// @return a sentence; empty if there is no statement
  Optional<String> guarantee();
}
