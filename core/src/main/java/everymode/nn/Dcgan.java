package everymode.nn;

import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The deep convolutional pair for square images of 8, 28, 32 or 64 pixels, with 1 or 3 channels;
/// any side that is 4 to 7 times a power of two will do.
///
/// With m doublings and c maps: the generator goes from the latent to `c·2^(m−1)` maps of the
/// smallest side, halves the maps and doubles the side by 4×4 kernels until the image is there; the
/// critic mirrors it. For 32 pixels and c = 64: latent→256→128→64→channels and back.
///
/// *Source:* Radford, Metz and Chintala, "Unsupervised representation learning with deep
/// convolutional generative adversarial networks", 2016.
///
/// @param baseChannels channels of the layer next to the image, at least 1
/// @param norm batch normalisation stands as in the paper: not next to the image or the scores
public record Dcgan(int baseChannels, Norm norm) implements Architecture {

  /// Checks the number.
  public Dcgan {
    if (baseChannels < 1) {
      throw new IllegalArgumentException("baseChannels must be at least 1, but is " + baseChannels);
    }
  }

  /// What stands in a recipe that names only the type.
  ///
  /// @return 64 maps and batch normalisation
  public static Dcgan defaults() {
    return new Dcgan(64, new Norm.Batch());
  }

  @Override
  public Dcgan withoutNorm() {
    return new Dcgan(baseChannels, new Norm.None());
  }

  @Override
  public Layer generator(int latent, long[] shape, boolean bounded, RandomKey init) {
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
    layers.add(new Conv(true, channels, (int) shape[0], 4, 2, 1, init.fold("last")).layer(true));
    if (bounded) {
      layers.add(Activation.TANH);
    }
    return new Sequential(layers);
  }

  @Override
  public Layer discriminator(long[] shape, int outputs, RandomKey init) {
    int doublings = doublings(shape);
    int channels = baseChannels;
    List<Layer> layers = new ArrayList<>();
    layers.add(new Conv(false, (int) shape[0], channels, 4, 2, 1, init.fold("first")).layer(true));
    layers.add(Activation.LEAKY_RELU);
    for (int i = 1; i < doublings; i++) {
      var down = new Conv(false, channels, 2 * channels, 4, 2, 1, init.fold("down").fold(i));
      hidden(layers, down, i, init.fold("norm").fold(i), Activation.LEAKY_RELU);
      channels *= 2;
    }
    int side = (int) shape[1] >> doublings;
    layers.add(new Conv(false, channels, outputs, side, 1, 0, init.fold("last")).layer(true));
    layers.add(Reshape.to(outputs));
    return new Sequential(layers);
  }

  /// A convolution, what normalises its output, and an activation. A normalised output has a bias
  /// of its own, so the convolution needs none.
  private void hidden(List<Layer> layers, Conv conv, int layer, RandomKey key, Layer activation) {
    Optional<Layer> after = norm.outputs(new Norm.Site(layer, conv.out, true), key);
    layers.add(conv.layer(after.isEmpty()));
    after.ifPresent(layers::add);
    layers.add(activation);
  }

  private final class Conv {
    private final boolean transposed;
    private final int in;
    private final int out;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final RandomKey init;

    Conv(boolean transposed, int in, int out, int kernel, int stride, int padding, RandomKey init) {
      this.transposed = transposed;
      this.in = in;
      this.out = out;
      this.kernel = kernel;
      this.stride = stride;
      this.padding = padding;
      this.init = init;
    }

    Layer layer(boolean biased) {
      Conv2d conv =
          transposed
              ? Conv2d.transposed(in, out, kernel, stride, padding, biased, init)
              : Conv2d.plain(in, out, kernel, stride, padding, biased, init);
      return norm.weights(conv, init.fold("spectral"));
    }
  }

  private static int doublings(long[] shape) {
    if (shape.length == 3 && shape[1] == shape[2]) {
      for (int m = 1; shape[1] >> m >= 4; m++) {
        if (shape[1] >> m <= 7 && shape[1] == shape[1] >> m << m) {
          return m;
        }
      }
    }
    throw new IllegalArgumentException(
        "a dcgan needs square images with a side of 4 to 7 times a power of two, such as 8, 28, 32"
            + " or 64, but the data have shape "
            + java.util.Arrays.toString(shape)
            + "; use type: mlp");
  }
}
