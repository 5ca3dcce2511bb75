package everymode.data;

import everymode.random.RandomKey;

/// A source of batches. It is stateless: equal arguments give equal batches.
@FunctionalInterface
public interface Source {

  /// Draws a batch.
  ///
  /// @param draw index of the draw within its stage, from 0
  /// @param key the stage's random key, the same for every draw
  /// @return exactly n rows on the current device
  Batch batch(long draw, int n, RandomKey key);
}
