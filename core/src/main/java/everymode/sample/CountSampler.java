package everymode.sample;

import everymode.random.RandomKey;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// A sampler of levels that is asked for numbers of tiles.
public interface CountSampler extends Sampler {

  /// Whether the generator sees what it is asked for.
  boolean conditional();

  /// A sampler that asks for some numbers; those of other tiles come from training levels that are
  /// most like them.
  ///
  /// @param counts wanted number by number of the tile
  CountSampler counting(Map<Integer, Integer> counts);

  /// The numbers that the rows returned by [#sample] for the same arguments were asked for.
  ///
  /// @return int64 `[n, tiles]`
  Tensor countsOf(int n, RandomKey key);
}
