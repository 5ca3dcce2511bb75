package everymode.data;

import everymode.random.RandomKey;

/// Where batches come from. A source has no position: equal arguments give equal batches.
@FunctionalInterface
public interface Source {

  /// Draws a batch.
  ///
  /// @param draw the number of the draw within its stage, from 0
  /// @param n rows wanted
  /// @param key the stage's chance, the same at every draw
  /// @return exactly n rows on the current device
  Batch batch(long draw, int n, RandomKey key);
}
