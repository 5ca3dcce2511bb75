package everymode.metric;

import everymode.chance.RandomKey;
import org.bytedeco.pytorch.Tensor;

/// Whatever samples can be drawn from.
@FunctionalInterface
public interface Generator {

  /// Independent samples.
  ///
  /// @param n how many
  /// @param key decides them
  /// @return `[n, ...]` in data units
  Tensor sample(int n, RandomKey key);
}
