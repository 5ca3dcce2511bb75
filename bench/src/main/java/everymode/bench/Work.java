package everymode.bench;

import java.util.stream.LongStream;

/// Useful multiplications of a network for one sample, layer by layer from input to output.
/// Activations, normalisations, losses and optimisers, a few per cent, are excluded, and so are
/// unused gradients.
///
/// | update | generator | discriminator |
/// |---|---|---|
/// | discriminator, real rows | | forward, weights, inputs except the first layer's |
/// | discriminator, generated rows | forward | forward, weights, inputs but the first layer's |
/// | its penalty, all rows | | inputs, and two products for each of them |
/// | generator | forward, weights, inputs except the first layer's | forward, inputs |
/// | its paired loss, real rows | | forward |
///
/// @param layers multiplications of each layer
@SuppressWarnings("ArrayRecordComponent") // a constant, never changed
record Work(long... layers) {

  long forward() {
    return LongStream.of(layers).sum();
  }

  /// Forward pass and gradients of weights and of inputs, without the network's own input.
  long trained() {
    return 3 * forward() - layers[0];
  }

  /// Floating-point operations of a step: one multiplication and one addition per product.
  ///
  /// @param batch rows of a batch
  /// @param batches batches that the generator's update generates
  /// @param penalty penalties per step
  /// @param paired whether the generator's loss scores real rows too
  static double step(
      Work generator, Work critic, int batch, int batches, double penalty, boolean paired) {
    double critics =
        generator.forward() + 2 * critic.trained() + penalty * 2 * 3 * critic.forward();
    double generators = batches * generator.trained() + (paired ? 3 : 2) * critic.forward();
    return 2.0 * batch * (critics + generators);
  }
}
