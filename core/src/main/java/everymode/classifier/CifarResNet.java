package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor.Output;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The residual network for 32×32 colour images, with 6·blocks + 2 layers. Its shortcuts take every
/// second pixel and pad new channels with zeros (option A). Images are normalised by ImageNet's
/// mean and standard deviation.
///
/// *Source:* He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016, section
/// 4.2.
///
/// @param blocks residual blocks in each of the three stages
record CifarResNet(StateDict weights, int blocks) implements PublishedNetwork.Builder {

  private static final int SIDE = 32;
  private static final int STAGES = 3;
  private static final int CHANNELS = 16;
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] STD = {0.229, 0.224, 0.225};

  static CifarResNet of(Path file, StateDict weights) {
    int blocks = 1;
    while (weights.has("layer1." + blocks + ".conv1.weight")) {
      blocks++;
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("conv1.weight", new long[] {CHANNELS, 3, 3, 3});
    norm(shapes, "bn1", CHANNELS);
    long in = CHANNELS;
    for (int stage = 1; stage <= STAGES; stage++) {
      long width = (long) CHANNELS << (stage - 1);
      for (int block = 0; block < blocks; block++) {
        String at = at(stage, block);
        shapes.put(at + "conv1.weight", new long[] {width, in, 3, 3});
        norm(shapes, at + "bn1", width);
        shapes.put(at + "conv2.weight", new long[] {width, width, 3, 3});
        norm(shapes, at + "bn2", width);
        in = width;
      }
    }
    shapes.put("linear.weight", new long[] {PublishedNetwork.CIFAR_10.size(), in});
    shapes.put("linear.bias", new long[] {PublishedNetwork.CIFAR_10.size()});
    CifarResNet net = new CifarResNet(weights, blocks);
    weights.check(file, "ResNet-" + net.layers(), shapes);
    return net;
  }

  private static String at(int stage, int block) {
    return "layer" + stage + "." + block + ".";
  }

  private static void norm(Map<String, long[]> shapes, String name, long channels) {
    for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      shapes.put(name + "." + part, new long[] {channels});
    }
  }

  /// Number of layers with weights.
  int layers() {
    return 2 * STAGES * blocks + 2;
  }

  @Override
  public Output look(Tensor images) {
    if (images.size(2) != SIDE || images.size(3) != SIDE) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "this network takes images of 32×32 pixels, but was given %d×%d; choose another classifier",
              images.size(2),
              images.size(3)));
    }
    Tensor mean = Ops.toFloat(Ops.of(MEAN, 1, 3, 1, 1));
    Tensor std = Ops.toFloat(Ops.of(STD, 1, 3, 1, 1));
    Tensor x = images.sub(mean).div(std);
    x = weights.norm(weights.conv(x, "conv1", 1, 1), "bn1").relu();
    for (int stage = 1; stage <= STAGES; stage++) {
      for (int block = 0; block < blocks; block++) {
        x = block(x, at(stage, block), stage > 1 && block == 0 ? 2 : 1);
      }
    }
    Tensor features = x.mean(2, 3); // [n, 64]
    return new Output(features, weights.linear(features, "linear"));
  }

  private Tensor block(Tensor x, String at, int stride) {
    Tensor y = weights.norm(weights.conv(x, at + "conv1", stride, 1), at + "bn1").relu();
    y = weights.norm(weights.conv(y, at + "conv2", 1, 1), at + "bn2");
    Tensor shortcut = stride == 1 ? x : Ops.padChannels(Ops.downsample2(x), x.size(1) / 2);
    return y.add(shortcut).relu();
  }
}
