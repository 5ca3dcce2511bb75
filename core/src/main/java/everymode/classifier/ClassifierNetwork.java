package everymode.classifier;

import everymode.nn.Activation;
import everymode.nn.BatchNorm;
import everymode.nn.Conv2d;
import everymode.nn.Dropout;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.MaxPool;
import everymode.nn.Parameterised;
import everymode.nn.Reshape;
import everymode.nn.Sequential;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A small classifier: a trunk that returns features and a head that returns logits.
///
/// For images: blocks of 3×3 convolution, batch normalisation, ReLU and 2×2 max pooling, whose
/// channels double in each block up to 256, until the side is 7 or less; then 128 features with
/// dropout. For points and tables: two hidden layers of 128. The architecture is our own choice and
/// not novel.
final class ClassifierNetwork implements Parameterised {

  private static final int FEATURES = 128;

  private final Layer trunk;
  private final Layer head;

  /// @param shape of one sample
  /// @param classes at least 2
  /// @param channels of the first layer
  ClassifierNetwork(long[] shape, int classes, int channels, RandomKey init) {
    trunk = shape.length == 3 ? images(shape, channels, init) : vectors((int) shape[0], init);
    head =
        new Sequential(List.of(new Dropout(0.3), new Linear(FEATURES, classes, init.fold("head"))));
  }

  private static Layer images(long[] shape, int first, RandomKey init) {
    List<Layer> layers = new ArrayList<>();
    int in = (int) shape[0];
    int channels = first;
    int h = (int) shape[1];
    int w = (int) shape[2];
    for (int block = 0; block < 2 || (Math.max(h, w) > 7 && Math.min(h, w) > 1); block++) {
      RandomKey here = init.fold("block").fold(block);
      layers.add(Conv2d.plain(in, channels, 3, 1, 1, false, here.fold("conv")));
      layers.add(new BatchNorm(channels, here.fold("norm")));
      layers.add(Activation.RELU);
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
    return new Sequential(layers);
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
  /// @return `[n, 128]`
  Tensor features(Tensor x, ForwardContext context) {
    return trunk.apply(x, context);
  }

  /// Logits of the classes.
  ///
  /// @param features `[n, 128]`
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
