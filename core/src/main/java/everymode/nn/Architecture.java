package everymode.nn;

import everymode.random.RandomKey;
import java.util.Arrays;

/// The configuration of a network. Sizes of input and output come from the data.
public sealed interface Architecture permits Mlp, Dcgan, Hybrid {

  /// A network from latents to samples.
  ///
  /// @param latent latent dimension
  /// @param shape shape of one sample
  /// @param bounded whether samples are in [−1, 1]; if so, the last layer is a tanh
  /// @param init random key of the initial weights
  /// @return a network from `[n, latent]` to `[n, ...shape]`
  Layer generator(int latent, long[] shape, boolean bounded, RandomKey init);

  /// A network from samples to scores.
  ///
  /// @param shape shape of one sample
  /// @param outputs scores per sample
  /// @param init random key of the initial weights
  /// @return a network from `[n, ...shape]` to `[n, outputs]`, without a final activation
  Layer discriminator(long[] shape, int outputs, RandomKey init);

  /// The same architecture without normalisation.
  ///
  /// @return a network whose scores of a sample depend on that sample only
  Architecture withoutNorm();

  /// The number of values in a shape, the product of its entries.
  static int size(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }
}
