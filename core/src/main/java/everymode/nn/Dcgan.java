package everymode.nn;

import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.List;

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
  public Layer generator(int latent, long[] shape, boolean bounded, RandomKey init) {
    int doublings = doublings(shape);
    int channels = baseChannels << (doublings - 1);
    List<Layer> layers = new ArrayList<>(List.of(Reshape.to(latent, 1, 1)));
    int side = (int) shape[1] >> doublings;
    layers.add(conv(true, latent, channels, side, 1, 0, true, init.fold("first")));
    for (int i = 1; i < doublings; i++) {
      between(layers, channels, Activation.RELU, init.fold("norm").fold(i));
      layers.add(conv(true, channels, channels / 2, 4, 2, 1, true, init.fold("up").fold(i)));
      channels /= 2;
    }
    between(layers, channels, Activation.RELU, init.fold("norm").fold(doublings));
    layers.add(conv(true, channels, (int) shape[0], 4, 2, 1, false, init.fold("last")));
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
    layers.add(conv(false, (int) shape[0], baseChannels, 4, 2, 1, false, init.fold("first")));
    layers.add(Activation.LEAKY_RELU);
    for (int i = 1; i < doublings; i++) {
      layers.add(conv(false, channels, 2 * channels, 4, 2, 1, true, init.fold("down").fold(i)));
      channels *= 2;
      between(layers, channels, Activation.LEAKY_RELU, init.fold("norm").fold(i));
    }
    int side = (int) shape[1] >> doublings;
    layers.add(conv(false, channels, outputs, side, 1, 0, false, init.fold("last")));
    layers.add(Reshape.to(outputs));
    return new Sequential(layers);
  }

  private void between(List<Layer> layers, int channels, Activation activation, RandomKey init) {
    if (norm instanceof Norm.Batch) {
      layers.add(new BatchNorm(channels, init));
    }
    layers.add(activation);
  }

  private Layer conv(
      boolean transposed,
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      boolean normed,
      RandomKey init) {
    boolean biased = !(normed && norm instanceof Norm.Batch);
    Conv2d conv =
        transposed
            ? Conv2d.transposed(in, out, kernel, stride, padding, biased, init)
            : Conv2d.plain(in, out, kernel, stride, padding, biased, init);
    return norm instanceof Norm.Spectral ? new SpectralNorm(conv, init.fold("spectral")) : conv;
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
