package everymode.model.hgan;

import everymode.config.Require;

/// The samples of the teacher that batches are drawn from.
///
/// @param size how many there are, at least 1
/// @param every steps from one renewal to the next, at least 1
/// @param renewed how many of the oldest are replaced then, at most all; 0 for none
public record PoolSettings(int size, int every, int renewed) {

  /// Validates the values.
  public PoolSettings {
    Require.atLeast("size", size, 1);
    Require.atLeast("every", every, 1);
    Require.atLeast("renewed", renewed, 0);
  }
}
