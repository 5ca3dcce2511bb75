package everymode.autoregressive;

import everymode.data.Domain;
import everymode.random.RandomKey;

/// The configuration of an autoregressive network.
public sealed interface AutoregressiveArchitecture permits Made, GatedPixelCnn, PixelCnnPlusPlus {

  /// Whether it takes rows of this kind.
  boolean accepts(Domain domain);

  /// A network with its initial weights.
  AutoregressiveNetwork build(Domain domain, RandomKey init);
}
