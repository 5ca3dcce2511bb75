package everymode.autoregressive;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.data.Domain;
import everymode.random.RandomKey;

/// A gated PixelCNN for images: a vertical stack of convolutions that sees the rows above a pixel,
/// and a horizontal one that also sees the pixels on its left.
///
/// *Source:* van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves and Kavukcuoglu, "Conditional
/// image generation with PixelCNN decoders", NeurIPS 2016.
///
/// @param layers gated layers, at least 1
/// @param maps feature maps of a layer, a multiple of the channels of the image
/// @param firstKernel side of the first kernels, odd and at least 3
/// @param kernel side of the others, odd and at least 3
/// @param conditional the form of the distribution of a pixel
@Kind("gated-pixelcnn")
public record GatedPixelCnn(
    int layers, int maps, int firstKernel, int kernel, Conditional conditional)
    implements AutoregressiveArchitecture {

  /// Validates the values.
  public GatedPixelCnn {
    Require.atLeast("layers", layers, 1);
    Require.atLeast("maps", maps, 1);
    requireOdd("firstKernel", firstKernel);
    requireOdd("kernel", kernel);
    Require.that(conditional.discrete(), "conditional must be categorical or logistic-mixture");
  }

  private static void requireOdd(String name, int side) {
    Require.that(side >= 3 && side % 2 == 1, name + " must be odd and at least 3", side);
  }

  /// The defaults of a recipe that gives only the type.
  public static GatedPixelCnn defaults() {
    return new GatedPixelCnn(6, 48, 7, 3, Categorical.defaults());
  }

  @Override
  public boolean accepts(Domain domain) {
    return domain.image().isPresent();
  }

  @Override
  public AutoregressiveNetwork build(Domain domain, RandomKey init) {
    Domain.Images image = domain.image().orElseThrow();
    Require.that(
        maps % image.channels() == 0,
        "maps must be a multiple of the channels of the images, " + image.channels(),
        maps);
    return new GatedPixelCnnNetwork(this, image, init);
  }
}
