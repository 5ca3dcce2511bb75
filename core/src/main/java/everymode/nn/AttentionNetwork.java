package everymode.nn;

import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The networks of [Attention]: blocks of layers, each followed by the embedded condition as
/// further channels where there is one.
final class AttentionNetwork implements ConditionalLayer {

  private static final int HIDDEN = 64; // units of the perceptron that embeds a condition

  private final List<Block> blocks;

  /// @param embedding of the condition, appended to the output; null for none
  private record Block(Layer layer, @Nullable Layer embedding) {}

  private AttentionNetwork(List<Block> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  static AttentionNetwork generator(
      Attention config,
      int latent,
      int condition,
      long[] shape,
      OutputRange range,
      RandomKey init) {
    requireImage(shape);
    List<Layer> first = new ArrayList<>();
    int from = perceptron(first, config, latent, Activation.RELU, init.fold("perceptron"));
    int size = Math.toIntExact(config.maps() * shape[1] * shape[2]);
    first.add(new Linear(from, size, init.fold("grid")));
    first.add(Reshape.to(config.maps(), shape[1], shape[2]));
    List<Layer> last = new ArrayList<>();
    List<Block> blocks = new ArrayList<>(List.of(new Block(new Sequential(first), null)));
    int out = hidden(blocks, config, config.maps(), condition, shape, Activation.RELU, init);
    last.add(conv(config, out, (int) shape[0], true, init.fold("last")));
    Architecture.limit(last, range);
    blocks.add(new Block(new Sequential(last), null));
    return new AttentionNetwork(blocks);
  }

  static AttentionNetwork discriminator(
      Attention config, int condition, long[] shape, int outputs, RandomKey init) {
    requireImage(shape);
    List<Block> blocks = new ArrayList<>();
    int out = hidden(blocks, config, (int) shape[0], condition, shape, Activation.LEAKY_RELU, init);
    int size = Math.toIntExact(out * shape[1] * shape[2]);
    List<Layer> last = new ArrayList<>(List.of(Reshape.to(size)));
    int units = perceptron(last, config, size, Activation.LEAKY_RELU, init.fold("perceptron"));
    last.add(config.norm().weights(new Linear(units, outputs, init.fold("out")), init));
    blocks.add(new Block(new Sequential(last), null));
    return new AttentionNetwork(blocks);
  }

  /// Adds the layers that see all places.
  ///
  /// @return units of the last one
  private static int perceptron(
      List<Layer> layers, Attention config, int in, Activation activation, RandomKey init) {
    int from = in;
    for (int i = 0; i < config.hiddenSizes().size(); i++) {
      RandomKey key = init.fold(i);
      int size = config.hiddenSizes().get(i);
      layers.add(config.norm().weights(new Linear(from, size, key), key.fold("spectral")));
      config
          .norm()
          .outputs(new Norm.Site(config.channels().size() + i, size, false), key.fold("norm"))
          .ifPresent(layers::add);
      layers.add(activation);
      from = size;
    }
    return from;
  }

  /// Adds the hidden layers.
  ///
  /// @return channels of the last one
  private static int hidden(
      List<Block> blocks,
      Attention config,
      int in,
      int condition,
      long[] shape,
      Activation activation,
      RandomKey init) {
    List<Layer> all = new ArrayList<>();
    int from = in;
    for (int i = 0; i < config.channels().size(); i++) {
      int channels = config.channels().get(i);
      RandomKey key = init.fold("hidden").fold(i);
      List<Layer> layers = new ArrayList<>();
      var normalised = config.norm().outputs(new Norm.Site(i, channels, true), key.fold("norm"));
      layers.add(conv(config, from, channels, normalised.isEmpty(), key));
      normalised.ifPresent(layers::add);
      layers.add(activation);
      all.addAll(layers);
      from = channels;
      Layer embedding = null;
      if (config.attendAfter().contains(i)) {
        layers.add(new SelfAttention(channels, key.fold("attention")));
        if (condition > 0) {
          embedding = embedding(config, condition, shape, key.fold("embedding"));
          from += config.maps();
        }
      }
      blocks.add(new Block(new Sequential(layers), embedding));
    }
    config.norm().check(all);
    return from;
  }

  private static Layer conv(Attention config, int in, int out, boolean biased, RandomKey key) {
    int kernel = config.kernel();
    return config
        .norm()
        .weights(Conv2d.plain(in, out, kernel, 1, kernel / 2, biased, key), key.fold("spectral"));
  }

  private static Layer embedding(Attention config, int condition, long[] shape, RandomKey key) {
    long maps = config.maps();
    boolean same = config.embedding() == Attention.Embedding.NUMBERS;
    int size = Math.toIntExact(same ? maps : maps * shape[1] * shape[2]);
    return Sequential.of(
        new Linear(condition, HIDDEN, key.fold("hidden")),
        Activation.RELU,
        new Linear(HIDDEN, size, key.fold("out")),
        same ? Reshape.to(maps, 1, 1) : Reshape.to(maps, shape[1], shape[2]));
  }

  private static void requireImage(long[] shape) {
    if (shape.length != 3) {
      throw new IllegalArgumentException(
          "attention needs levels or images, but the data have shape "
              + Arrays.toString(shape)
              + "; choose an mlp (--set generator=mlp --set discriminator=mlp)");
    }
  }

  @Override
  public Tensor apply(Tensor x, Tensor condition, ForwardContext pass) {
    Tensor y = x;
    for (Block block : blocks) {
      y = block.layer.apply(y, pass);
      if (block.embedding != null) {
        Tensor maps = block.embedding.apply(condition, pass); // [n, maps, h, w] or [n, maps, 1, 1]
        y = Ops.concatChannels(y, maps.expand(y.size(0), maps.size(1), y.size(2), y.size(3)));
      }
    }
    return y;
  }

  /// This network, built without a condition.
  Layer unconditional() {
    return new Sequential(blocks.stream().map(Block::layer).toList());
  }

  @Override
  public boolean perSample() {
    return blocks.stream().allMatch(block -> block.layer.perSample());
  }

  @Override
  public List<Tensor> parameters() {
    List<Tensor> all = new ArrayList<>();
    for (Block block : blocks) {
      all.addAll(block.layer.parameters());
      if (block.embedding != null) {
        all.addAll(block.embedding.parameters());
      }
    }
    return all;
  }

  @Override
  public void state(StateVisitor s) {
    for (int i = 0; i < blocks.size(); i++) {
      s.child("block." + i, blocks.get(i).layer);
      Layer embedding = blocks.get(i).embedding;
      if (embedding != null) {
        s.child("embedding." + i, embedding);
      }
    }
  }
}
