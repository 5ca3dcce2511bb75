package everymode.classifier;

import everymode.nn.Activation;
import everymode.nn.BatchNorm;
import everymode.nn.Conv2d;
import everymode.nn.Dropout;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.nn.MaxPool;
import everymode.nn.Reshape;
import everymode.nn.Sequential;
import everymode.nn.Trainable;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A small classifier: a trunk that gives features and a head that gives log-odds.
///
/// For images blocks of 3×3 convolution, batch normalisation, rectifier and 2×2 maximum pooling,
/// with some maps at first and twice as many in each block, until the side is 7 or less; then 128
/// features with dropout. For points and tables two hidden layers of 128. Own choice; nothing in it
/// is new.
final class ClassifierNetwork implements Trainable {

  private static final int FEATURES = 128;

  private final Layer trunk;
  private final Layer head;

  /// @param shape of one sample
  /// @param classes at least 2
  /// @param maps channels of the first layer
  ClassifierNetwork(long[] shape, int classes, int maps, RandomKey init) {
    trunk = shape.length == 3 ? images(shape, maps, init) : numbers((int) shape[0], init);
    head =
        new Sequential(List.of(new Dropout(0.3), new Linear(FEATURES, classes, init.fold("head"))));
  }

  private static Layer images(long[] shape, int first, RandomKey init) {
    List<Layer> layers = new ArrayList<>();
    int in = (int) shape[0];
    int maps = first;
    int h = (int) shape[1];
    int w = (int) shape[2];
    for (int block = 0; block < 2 || (Math.max(h, w) > 7 && Math.min(h, w) > 1); block++) {
      RandomKey here = init.fold("block").fold(block);
      layers.add(Conv2d.plain(in, maps, 3, 1, 1, false, here.fold("conv")));
      layers.add(new BatchNorm(maps, here.fold("norm")));
      layers.add(Activation.RELU);
      if (Math.min(h, w) > 1) {
        layers.add(new MaxPool(2));
        h /= 2;
        w /= 2;
      }
      in = maps;
      maps = Math.min(2 * maps, 256);
    }
    layers.add(Reshape.to((long) in * h * w));
    layers.add(new Linear(in * h * w, FEATURES, init.fold("features")));
    layers.add(Activation.RELU);
    return new Sequential(layers);
  }

  private static Layer numbers(int dim, RandomKey init) {
    return Sequential.of(
        new Linear(dim, FEATURES, init.fold("first")),
        Activation.RELU,
        new Linear(FEATURES, FEATURES, init.fold("features")),
        Activation.RELU);
  }

  /// What the trunk sees.
  ///
  /// @param x `[n, ...]` in model units
  /// @return `[n, 128]`
  Tensor features(Tensor x, ForwardContext pass) {
    return trunk.apply(x, pass);
  }

  /// Log-odds of the classes.
  ///
  /// @param features `[n, 128]`
  /// @return `[n, classes]`
  Tensor logits(Tensor features, ForwardContext pass) {
    return head.apply(features, pass);
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
