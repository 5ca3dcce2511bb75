package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor.Output;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The residual network for 32×32 colour images, with 6·blocks + 2 layers. Its short cuts take
/// every second pixel and fill new channels with zeros (option A), and its images are scaled by
/// ImageNet's mean and deviation.
///
/// *Source:* He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016, section
/// 4.2.
///
/// @param weights the tensors
/// @param blocks in each of the three stages
record CifarResNet(StateDict weights, int blocks) implements PublishedNetwork.Builder {

  private static final int SIDE = 32;
  private static final int STAGES = 3;
  private static final int MAPS = 16;
  private static final double[] MEAN = {0.485, 0.456, 0.406};
  private static final double[] DEVIATION = {0.229, 0.224, 0.225};

  static CifarResNet of(Path file, StateDict weights) {
    int blocks = 1;
    while (weights.has("layer1." + blocks + ".conv1.weight")) {
      blocks++;
    }
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("conv1.weight", new long[] {MAPS, 3, 3, 3});
    norm(shapes, "bn1", MAPS);
    long in = MAPS;
    for (int stage = 1; stage <= STAGES; stage++) {
      long maps = (long) MAPS << (stage - 1);
      for (int block = 0; block < blocks; block++) {
        String at = at(stage, block);
        shapes.put(at + "conv1.weight", new long[] {maps, in, 3, 3});
        norm(shapes, at + "bn1", maps);
        shapes.put(at + "conv2.weight", new long[] {maps, maps, 3, 3});
        norm(shapes, at + "bn2", maps);
        in = maps;
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

  private static void norm(Map<String, long[]> shapes, String name, long maps) {
    for (String part : new String[] {"weight", "bias", "running_mean", "running_var"}) {
      shapes.put(name + "." + part, new long[] {maps});
    }
  }

  /// Layers with weights.
  int layers() {
    return 2 * STAGES * blocks + 2;
  }

  @Override
  public Output look(Tensor images) {
    if (images.size(2) != SIDE || images.size(3) != SIDE) {
      throw new EverymodeException(
          "this network looks at images of 32×32 pixels, but was given %d×%d; choose another classifier"
              .formatted(images.size(2), images.size(3)));
    }
    Tensor mean = Ops.toFloat(Ops.of(MEAN, 1, 3, 1, 1));
    Tensor deviation = Ops.toFloat(Ops.of(DEVIATION, 1, 3, 1, 1));
    Tensor x = images.sub(mean).div(deviation);
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
    Tensor shortCut = stride == 1 ? x : Ops.padChannels(Ops.downsample2(x), x.size(1) / 2);
    return y.add(shortCut).relu();
  }
}
