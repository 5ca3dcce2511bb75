package everymode.nn;

import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The deep convolutional pair for square images of 8, 28, 32 or 64 pixels, with 1 or 3 channels;
/// any side that is 4 to 7 times a power of two is accepted.
///
/// With m doublings and c base channels: the generator maps the latent to `c·2^(m−1)` feature
/// channels of the smallest side, then halves the channels and doubles the side with 4×4 kernels up
/// to the image; the discriminator mirrors it. For 32 pixels and c = 64: latent→256→128→64→channels
/// and back.
///
/// *Source:* Radford, Metz and Chintala, "Unsupervised representation learning with deep
/// convolutional generative adversarial networks", 2016.
///
/// @param baseChannels channels of the layer next to the image, at least 1
/// @param norm applied as in the paper: outputs next to the image or the scores are not normalised
public record Dcgan(int baseChannels, Norm norm) implements Architecture {

  /// Validates the number of channels.
  public Dcgan {
    Require.atLeast("baseChannels", baseChannels, 1);
  }

  /// The defaults of a recipe that gives only the type.
  ///
  /// @return 64 channels and batch normalisation
  public static Dcgan defaults() {
    return new Dcgan(64, new Norm.Batch());
  }

  @Override
  public Dcgan withoutNorm() {
    return new Dcgan(baseChannels, new Norm.None());
  }

  @Override
  public Layer generator(int latent, long[] shape, OutputRange range, RandomKey init) {
    int doublings = doublings(shape);
    int channels = baseChannels << (doublings - 1);
    int side = (int) shape[1] >> doublings;
    RandomKey norms = init.fold("norm");
    List<Layer> layers = new ArrayList<>(List.of(Reshape.to(latent, 1, 1)));
    var first = new Conv(true, latent, channels, side, 1, 0, init.fold("first"));
    hidden(layers, first, 0, norms.fold(1), Activation.RELU);
    for (int i = 1; i < doublings; i++) {
      var up = new Conv(true, channels, channels / 2, 4, 2, 1, init.fold("up").fold(i));
      hidden(layers, up, i, norms.fold(i + 1), Activation.RELU);
      channels /= 2;
    }
    var last = new Conv(true, channels, (int) shape[0], 4, 2, 1, init.fold("last"));
    layers.add(last.layer(norm, true));
    Architecture.limit(layers, range);
    norm.check(layers);
    return new Sequential(layers);
  }

  @Override
  public Layer discriminator(long[] shape, int outputs, RandomKey init) {
    int doublings = doublings(shape);
    int channels = baseChannels;
    var first = new Conv(false, (int) shape[0], channels, 4, 2, 1, init.fold("first"));
    List<Layer> layers = new ArrayList<>(List.of(first.layer(norm, true), Activation.LEAKY_RELU));
    for (int i = 1; i < doublings; i++) {
      var down = new Conv(false, channels, 2 * channels, 4, 2, 1, init.fold("down").fold(i));
      hidden(layers, down, i, init.fold("norm").fold(i), Activation.LEAKY_RELU);
      channels *= 2;
    }
    int side = (int) shape[1] >> doublings;
    var last = new Conv(false, channels, outputs, side, 1, 0, init.fold("last"));
    layers.add(last.layer(norm, true));
    layers.add(Reshape.to(outputs));
    norm.check(layers);
    return new Sequential(layers);
  }

  /// A convolution, the normalisation of its output, and an activation. A normalised output has its
  /// own bias, so the convolution needs none.
  private void hidden(List<Layer> layers, Conv conv, int layer, RandomKey key, Layer activation) {
    Optional<Layer> after = norm.outputs(new Norm.Site(layer, conv.out, true), key);
    layers.add(conv.layer(norm, after.isEmpty()));
    after.ifPresent(layers::add);
    layers.add(activation);
  }

  private record Conv(
      boolean transposed, int in, int out, int kernel, int stride, int padding, RandomKey init) {

    Layer layer(Norm norm, boolean biased) {
      Conv2d conv =
          transposed
              ? Conv2d.transposed(in, out, kernel, stride, padding, biased, init)
              : Conv2d.plain(in, out, kernel, stride, padding, biased, init);
      return norm.weights(conv, init.fold("spectral"));
    }
  }

  /// Whether images have a shape for which there is such a pair.
  ///
  /// @param shape of one sample, such as `[1, 28, 28]`
  public static boolean fits(long[] shape) {
    return halvings(shape).isPresent();
  }

  private static int doublings(long[] shape) {
    return halvings(shape)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "a dcgan needs square images with a side of 4 to 7 times a power of two, such as 8,"
                    + " 28, 32 or 64, but the data have shape "
                    + Arrays.toString(shape)
                    + "; choose an mlp (--set generator=mlp --set discriminator=mlp) or resize the"
                    + " images (PATH:resize=32)"));
  }

  /// How often the side is halved until 4 to 7 are left.
  private static OptionalInt halvings(long[] shape) {
    if (shape.length == 3 && shape[1] == shape[2]) {
      for (int m = 1; shape[1] >> m >= 4; m++) {
        if (shape[1] >> m <= 7 && shape[1] == shape[1] >> m << m) {
          return OptionalInt.of(m);
        }
      }
    }
    return OptionalInt.empty();
  }
}
