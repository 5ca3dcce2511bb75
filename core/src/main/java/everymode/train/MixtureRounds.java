package everymode.train;

import java.util.Optional;

/// A model whose members are trained one after the other, each on rows drawn with weights of its
/// own.
public interface MixtureRounds {

  /// What a round found.
  ///
  /// @param covered η̂: of the weights of the round, the share on rows that it covers
  /// @param low 5 % quantile, over the training rows, of the probability D that a row is real
  /// @param middle median of D
  /// @param high 95 % quantile of D
  record RoundStatistics(double covered, double low, double middle, double high) {

    /// Whether the round told rows apart: some are covered and some are not.
    ///
    /// @return false where all weights or none would change
    public boolean informative() {
      return covered > 0 && covered < 1;
    }
  }

  /// Rounds that have ended.
  ///
  /// @return at least 0
  int ended();

  /// What a round found.
  ///
  /// @param round from 0
  /// @return its numbers
  RoundStatistics round(int round);

  /// How often each training row is drawn in a round.
  ///
  /// @param round from 0, at most [#ended]
  /// @return `[n]`, with sum 1
  double[] shares(int round);

  /// What theory says of the mixture as it is now.
  ///
  /// @return a sentence; empty where it says nothing
  Optional<String> guarantee();
}
