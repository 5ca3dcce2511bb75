package everymode.classifier;

import everymode.config.Require;
import everymode.nn.Activation;
import everymode.nn.Conv2d;
import everymode.nn.Dropout;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.MaxPool;
import everymode.nn.Norm;
import everymode.nn.Parameterised;
import everymode.nn.Reshape;
import everymode.nn.Sequential;
import everymode.nn.StatelessLayer;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A classifier: a trunk that returns features and a head that returns logits.
///
/// The small network for images has blocks of 3×3 convolution, normalisation, ReLU and 2×2 max
/// pooling, whose channels double in each block up to 256, until the side is 7 or less; then 128
/// features with dropout. The shallow one has four convolutions of 64 to 256 channels, three with
/// 3×3 max pooling, and the means of its last channels are the features. Points and tables have two
/// hidden layers of 128. The small network and the perceptron are our own choice and not novel.
///
/// *Source of the shallow network:* what later papers report of Kalayeh and Shah, "Training faster
/// by separating modes of variation in batch-normalized models", 2019.
final class ClassifierNetwork implements Parameterised {

  private static final int FEATURES = 128;
  private static final int CHANNELS = 16; // of the first layer of the small network

  private final Layer trunk;
  private final Layer head;

  /// @param shape of one sample
  /// @param classes at least 2
  /// @throws IllegalArgumentException if options and samples do not fit
  ClassifierNetwork(long[] shape, int classes, ClassifierOptions options, RandomKey init) {
    boolean image = shape.length == 3;
    boolean shallow = options.network() == ClassifierOptions.Network.SHALLOW;
    Require.that(image || !shallow, "network must be small for points and tables");
    Require.that(
        image || options.norm().equals(new Norm.Batch()),
        "norm must be batch for points and tables, whose network has no normalisation");
    Require.that(
        !shallow || Math.min(shape[1], shape[2]) >= 8,
        "network must be small for images with sides of less than 8 pixels");
    RandomKey key = init.fold("head");
    if (shallow) {
      trunk = shallow((int) shape[0], options.norm(), init);
      head = new Linear(2 * FEATURES, classes, key);
    } else {
      trunk = image ? small(shape, options.norm(), init) : vectors((int) shape[0], init);
      head = new Sequential(List.of(new Dropout(0.3), new Linear(FEATURES, classes, key)));
    }
  }

  private static Layer small(long[] shape, Norm norm, RandomKey init) {
    List<Layer> layers = new ArrayList<>();
    int in = (int) shape[0];
    int channels = CHANNELS;
    int h = (int) shape[1];
    int w = (int) shape[2];
    for (int block = 0; block < 2 || (Math.max(h, w) > 7 && Math.min(h, w) > 1); block++) {
      block(layers, in, channels, 3, block, norm, init);
      if (Math.min(h, w) > 1) {
        layers.add(new MaxPool(2));
        h /= 2;
        w /= 2;
      }
      in = channels;
      channels = Math.min(2 * channels, 256);
    }
    layers.add(Reshape.to((long) in * h * w));
    layers.add(new Linear(in * h * w, FEATURES, init.fold("features")));
    layers.add(Activation.RELU);
    norm.check(layers);
    return new Sequential(layers);
  }

  private static Layer shallow(int in, Norm norm, RandomKey init) {
    List<Layer> layers = new ArrayList<>();
    int[] channels = {64, 128, 128, 256};
    int from = in;
    for (int block = 0; block < channels.length; block++) {
      boolean last = block == channels.length - 1;
      block(layers, from, channels[block], last ? 3 : 5, block, norm, init);
      if (!last) {
        layers.add(new MaxPool(3, 2, 1));
      }
      from = channels[block];
    }
    layers.add((StatelessLayer) (x, _) -> x.mean(2, 3));
    norm.check(layers);
    return new Sequential(layers);
  }

  /// A convolution that keeps the side, the normalisation of its output, and an activation.
  private static void block(
      List<Layer> layers, int in, int out, int kernel, int block, Norm norm, RandomKey init) {
    RandomKey here = init.fold("block").fold(block);
    Optional<Layer> after = norm.outputs(new Norm.Site(block, out, true), here.fold("norm"));
    var conv = Conv2d.plain(in, out, kernel, 1, kernel / 2, after.isEmpty(), here.fold("conv"));
    layers.add(norm.weights(conv, here.fold("spectral")));
    after.ifPresent(layers::add);
    layers.add(Activation.RELU);
  }

  private static Layer vectors(int dim, RandomKey init) {
    return Sequential.of(
        new Linear(dim, FEATURES, init.fold("first")),
        Activation.RELU,
        new Linear(FEATURES, FEATURES, init.fold("features")),
        Activation.RELU);
  }

  /// Features of samples.
  ///
  /// @param x `[n, ...]` in model units
  /// @return `[n, features]`
  Tensor features(Tensor x, ForwardContext context) {
    return trunk.apply(x, context);
  }

  /// Logits of the classes.
  ///
  /// @param features `[n, features]`
  /// @return `[n, classes]`
  Tensor logits(Tensor features, ForwardContext context) {
    return head.apply(features, context);
  }

  @Override
  public List<Tensor> parameters() {
    List<Tensor> all = new ArrayList<>(trunk.parameters());
    all.addAll(head.parameters());
    return all;
  }

  @Override
  public void state(StateVisitor s) {
    s.child("trunk", trunk);
    s.child("head", head);
  }
}
