package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.io.TorchFile;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Autograd;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Published networks, recognised by the names and shapes of their tensors.
///
/// @param id as shown in brackets after a metric's name
/// @param classes names of the classes
/// @param channels channels of the images
record PublishedNetwork(String id, List<String> classes, int channels, Builder net)
    implements FeatureExtractor {

  static final List<String> CIFAR_10 =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  /// The forward pass of a network.
  sealed interface Builder permits LeNet5, CifarResNet {
    /// Computes features and logits.
    ///
    /// @param images `[n, c, h, w]` in [0, 1]
    Output look(Tensor images);
  }

  static FeatureExtractor of(Path file, TorchFile.Contents contents, String hash) {
    StateDict weights = StateDict.of(contents.tensors());
    if (weights.has("convnet.c1.weight")) {
      Builder net = LeNet5.of(file, weights);
      return new PublishedNetwork("classifier:lenet-mnist@" + hash, DIGITS, 1, net);
    }
    if (weights.has("layer3.0.conv1.weight")) {
      CifarResNet net = CifarResNet.of(file, weights);
      String id = String.format(Locale.ROOT, "classifier:resnet%d-cifar10@%s", net.layers(), hash);
      return new PublishedNetwork(id, CIFAR_10, 3, net);
    }
    throw new EverymodeException(
        String.format(
                Locale.ROOT,
                "%s: contains the tensors %s, …, which match no supported published network; export it as",
                file,
                contents.tensors().keySet().stream().limit(3).toList())
            + " TorchScript instead");
  }

  @Override
  public Output extract(Tensor x) {
    long[] shape = x.shape();
    if (shape.length != 4 || shape[1] != channels) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s takes images of %d channels, but was given %s; choose another classifier",
              id,
              channels,
              Arrays.toString(shape)));
    }
    return Autograd.gradientIfRequired(x, () -> net.look(x));
  }
}
