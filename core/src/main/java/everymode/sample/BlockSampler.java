package everymode.sample;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/// A sampler that draws blocks of rows: first the component of each row, then the rows.
public interface BlockSampler extends Sampler.ComponentSampler {

  /// Draws components.
  ///
  /// @param key random key of the block
  /// @return int64 `[n]`
  Tensor draw(int n, RandomKey key);

  /// Generates a row of each given component.
  ///
  /// @param component int64 `[n]`
  /// @param key random key of the block
  /// @return `[n, ...]` in data units
  Tensor generate(Tensor component, RandomKey key);

  @Override
  default Tensor sample(int n, RandomKey key) {
    return Sampler.blocks((rows, block) -> generate(draw(rows, block), block)).sample(n, key);
  }

  @Override
  default Sampler component(int k) {
    return Sampler.blocks((n, block) -> generate(Ops.repeated(k, n), block));
  }

  @Override
  default Tensor componentsOf(int n, RandomKey key) {
    return Sampler.blocks(this::draw).sample(n, key);
  }
}
