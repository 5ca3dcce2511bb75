package everymode.nn;

import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A perceptron with convolutions next to the image: the perceptron decides what is shown, and the
/// convolutions, which share their weights between places, its texture. It needs far less work than
/// a [Dcgan] and generates smoother images than an [Mlp]. The combination is our own choice.
///
/// With channels `[a, b]` the generator maps the latent through the hidden layers to `a` feature
/// channels of a quarter of the image's sides, and doubles the sides to `b` channels and to the
/// image, each time by 3×3 kernels and a [PixelShuffle]; the discriminator halves the sides with
/// 4×4 kernels before its hidden layers. With one number there is one such step.
///
/// @param hiddenSizes units of each hidden layer, each at least 1
/// @param channels feature channels, from the smallest side to that next to the image, each at
///   least 1
/// @param norm batch normalisation is applied before the activation; outputs next to the image or
///   the scores are not normalised
public record Hybrid(List<Integer> hiddenSizes, List<Integer> channels, Norm norm)
    implements Architecture {

  /// Validates the values.
  public Hybrid {
    hiddenSizes = List.copyOf(hiddenSizes);
    channels = List.copyOf(channels);
    Require.that(!channels.isEmpty(), "channels must not be empty");
    hiddenSizes.forEach(size -> Require.atLeast("hiddenSizes", size, 1));
    channels.forEach(each -> Require.atLeast("channels", each, 1));
  }

  /// The defaults of a recipe that gives only the type.
  ///
  /// @return one hidden layer of 256, 8 channels and batch normalisation
  public static Hybrid defaults() {
    return new Hybrid(List.of(256), List.of(8), new Norm.Batch());
  }

  @Override
  public Hybrid withoutNorm() {
    return new Hybrid(hiddenSizes, channels, new Norm.None());
  }

  /// Whether images have a shape for which there is such a pair.
  ///
  /// @param shape of one sample, such as `[1, 28, 28]`
  public boolean fits(long[] shape) {
    long factor = 1L << channels.size();
    return shape.length == 3 && shape[1] % factor == 0 && shape[2] % factor == 0;
  }

  @Override
  public Layer generator(int latent, long[] shape, OutputRange range, RandomKey init) {
    long[] small = smallest(shape);
    List<Layer> layers = new ArrayList<>();
    int from = hidden(layers, latent, 0, init.fold("hidden"));
    int size = Architecture.size(small);
    layers.add(norm.weights(new Linear(from, size, init.fold("grid")), init.fold("grid spectral")));
    layers.add(Reshape.to(small));
    after(layers, channels.getFirst(), hiddenSizes.size(), true, init.fold("grid norm"));
    for (int i = 0; i < channels.size(); i++) {
      boolean last = i == channels.size() - 1;
      int out = last ? (int) shape[0] : channels.get(i + 1);
      RandomKey key = init.fold("up").fold(i);
      var up = Conv2d.plain(channels.get(i), 4 * out, 3, 1, 1, true, key);
      layers.add(norm.weights(up, key.fold("spectral")));
      layers.add(new PixelShuffle());
      if (!last) {
        after(layers, out, hiddenSizes.size() + i + 1, true, key.fold("norm"));
      }
    }
    Architecture.limit(layers, range);
    norm.check(layers);
    return new Sequential(layers);
  }

  @Override
  public Layer discriminator(long[] shape, int outputs, RandomKey init) {
    long[] small = smallest(shape);
    List<Layer> layers = new ArrayList<>();
    int in = (int) shape[0];
    for (int i = 0; i < channels.size(); i++) {
      int out = channels.get(channels.size() - 1 - i);
      RandomKey key = init.fold("down").fold(i);
      layers.add(norm.weights(Conv2d.plain(in, out, 4, 2, 1, true, key), key.fold("spectral")));
      if (i == 0) {
        layers.add(Activation.LEAKY_RELU);
      } else {
        after(layers, out, i, true, key.fold("norm"));
      }
      in = out;
    }
    int size = Architecture.size(small);
    layers.add(Reshape.to(size));
    int from = hidden(layers, size, channels.size(), init.fold("hidden"));
    layers.add(
        norm.weights(new Linear(from, outputs, init.fold("out")), init.fold("out spectral")));
    norm.check(layers);
    return new Sequential(layers);
  }

  /// Adds the hidden layers.
  ///
  /// @return units of the last one
  private int hidden(List<Layer> layers, int in, int first, RandomKey init) {
    int from = in;
    for (int i = 0; i < hiddenSizes.size(); i++) {
      RandomKey key = init.fold(i);
      int size = hiddenSizes.get(i);
      layers.add(norm.weights(new Linear(from, size, key), key.fold("spectral")));
      after(layers, size, first + i, false, key.fold("norm"));
      from = size;
    }
    return from;
  }

  private void after(List<Layer> layers, int channels, int layer, boolean image, RandomKey key) {
    Optional<Layer> normalised = norm.outputs(new Norm.Site(layer, channels, image), key);
    normalised.ifPresent(layers::add);
    layers.add(Activation.LEAKY_RELU);
  }

  /// The shape of the smallest feature channels.
  private long[] smallest(long[] shape) {
    if (!fits(shape)) {
      throw new IllegalArgumentException(
          "a hybrid with "
              + channels.size()
              + " channels needs images whose sides are multiples of "
              + (1L << channels.size())
              + ", but the data have shape "
              + Arrays.toString(shape)
              + "; choose an mlp (--set generator=mlp --set discriminator=mlp) or resize the images"
              + " (PATH:resize=32)");
    }
    int halvings = channels.size();
    return new long[] {channels.getFirst(), shape[1] >> halvings, shape[2] >> halvings};
  }
}
