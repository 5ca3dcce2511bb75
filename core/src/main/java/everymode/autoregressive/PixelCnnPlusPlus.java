package everymode.autoregressive;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.data.Domain;
import everymode.random.RandomKey;

/// A PixelCNN++ for images: one stream of gated residual blocks that sees the rows above a pixel,
/// and one that also sees the pixels on its left, at several resolutions with connections from the
/// way down to the way up.
///
/// *Source:* Salimans, Karpathy, Chen and Kingma, "PixelCNN++: improving the PixelCNN with
/// discretized logistic mixture likelihood and other modifications", ICLR 2017.
///
/// @param resolutions how many, each half of the one before, at least 1
/// @param blocks of each stream at each resolution on the way down, at least 1
/// @param maps feature maps of a stream, at least 1
/// @param components of the logistic mixtures of a pixel, at least 1
/// @param dropout probability within blocks, in [0, 1)
@Kind("pixelcnn++")
public record PixelCnnPlusPlus(
    int resolutions, int blocks, int maps, int components, double dropout)
    implements AutoregressiveArchitecture {

  /// Validates the values.
  public PixelCnnPlusPlus {
    Require.atLeast("resolutions", resolutions, 1);
    Require.atLeast("blocks", blocks, 1);
    Require.atLeast("maps", maps, 1);
    Require.atLeast("components", components, 1);
    Require.fraction("dropout", dropout);
  }

  /// The network of the source for 32×32 pixels.
  public static PixelCnnPlusPlus defaults() {
    return new PixelCnnPlusPlus(3, 5, 160, 10, 0.5);
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.image().isPresent();
  }

  @Override
  public AutoregressiveNetwork build(Domain domain, RandomKey init) {
    Domain.Images image = domain.image().orElseThrow();
    int least = 1 << (resolutions - 1);
    Require.that(
        Math.min(image.height(), image.width()) >= least,
        "resolutions is "
            + resolutions
            + ", so sides must be at least "
            + least
            + " pixels; lower resolutions");
    return new PixelCnnPlusPlusNetwork(this, image, init);
  }
}
