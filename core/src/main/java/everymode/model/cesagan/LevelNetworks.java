package everymode.model.cesagan;

import everymode.config.Require;
import everymode.data.Domain;
import everymode.model.gan.GanSettings;
import everymode.nn.Architecture;
import everymode.nn.Attention;
import everymode.nn.ConditionalLayer;
import everymode.nn.Dcgan;
import everymode.nn.Layer;
import everymode.nn.Sequential;
import everymode.nn.StatelessLayer;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;

/// Builds the networks of a game of levels, with or without a condition.
///
/// @param conditional whether networks see the numbers of tiles
record LevelNetworks(GanSettings settings, Domain.Grid grid, boolean conditional) {

  private static final int SMALLEST = 8; // side of a dcgan

  ConditionalLayer generator(int latent, RandomKey init) {
    int tiles = grid.tiles().size();
    Architecture network = settings.generator();
    if (conditional) {
      return attention("generator", network)
          .generator(latent, tiles, grid.shape(), OutputRange.LINEAR, init);
    }
    Layer padded = network.generator(latent, shape(network), OutputRange.LINEAR, init);
    StatelessLayer crop = (x, _) -> x.narrow(2, 0, grid.height()).narrow(3, 0, grid.width());
    return ConditionalLayer.ignoring(Sequential.of(padded, crop));
  }

  ConditionalLayer discriminator(RandomKey init) {
    int tiles = grid.tiles().size();
    Architecture network = settings.discriminator();
    if (conditional) {
      return attention("discriminator", network).discriminator(tiles, grid.shape(), 1, init);
    }
    long[] shape = shape(network);
    Layer padded = network.discriminator(shape, 1, init);
    StatelessLayer pad = (x, _) -> Ops.padded(x, shape[1] - grid.height(), shape[2] - grid.width());
    return ConditionalLayer.ignoring(Sequential.of(pad, padded));
  }

  private static Attention attention(String key, Architecture network) {
    Require.that(
        network instanceof Attention,
        key + ".type must be attention for cesagan, which embeds a condition after attention");
    return (Attention) network;
  }

  /// The shape that a network has inside: a dcgan needs a square with a power of two as its side.
  private long[] shape(Architecture network) {
    if (!(network instanceof Dcgan)) {
      return grid.shape();
    }
    int side = SMALLEST;
    while (side < Math.max(grid.height(), grid.width())) {
      side *= 2;
    }
    return new long[] {grid.tiles().size(), side, side};
  }
}
