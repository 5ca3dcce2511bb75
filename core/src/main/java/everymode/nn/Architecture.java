package everymode.nn;

import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;

/// The configuration of a network. Sizes of input and output come from the data.
public sealed interface Architecture permits Mlp, Dcgan, Hybrid, Attention {

  /// A network from latents to samples.
  ///
  /// @param latent latent dimension
  /// @param shape shape of one sample
  /// @param range which values samples may have; decides the last layer
  /// @param init random key of the initial weights
  /// @return a network from `[n, latent]` to `[n, ...shape]`
  Layer generator(int latent, long[] shape, OutputRange range, RandomKey init);

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

  /// Adds the layer that keeps samples in their range.
  ///
  /// @param layers of a generator
  static void limit(List<Layer> layers, OutputRange range) {
    switch (range) {
      case LINEAR -> {}
      case TANH -> layers.add(Activation.TANH);
      case SOFTMAX -> layers.add((StatelessLayer) (x, _) -> Ops.channelSoftmax(x));
    }
  }

  /// The number of values in a shape, the product of its entries.
  static int size(long[] shape) {
    return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
  }
}
