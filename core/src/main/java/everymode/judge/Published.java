package everymode.judge;

import everymode.error.EverymodeException;
import everymode.metric.Judge;
import everymode.tensor.Grad;
import everymode.tensor.TorchFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Published networks, recognised by the names and shapes of their tensors.
///
/// @param id as in brackets
/// @param classes names of the classes
/// @param channels channels of the images
/// @param net what it does
record Published(String id, List<String> classes, int channels, Net net) implements Judge {

  static final List<String> CIFAR_10 =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private static final List<String> DIGITS =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  /// A network by its tensors.
  sealed interface Net permits Lenet, Resnet {
    /// Looks at images.
    ///
    /// @param images `[n, c, h, w]` in [0, 1]
    Look look(Tensor images);
  }

  static Judge of(Path file, TorchFile.Contents contents, String hash) {
    Weights weights = Weights.of(contents.tensors());
    if (weights.has("convnet.c1.weight")) {
      Net net = Lenet.of(file, weights);
      return new Published("judge:lenet-mnist@" + hash, DIGITS, 1, net);
    }
    if (weights.has("layer3.0.conv1.weight")) {
      Resnet net = Resnet.of(file, weights);
      String id = "judge:resnet%d-cifar10@%s".formatted(net.layers(), hash);
      return new Published(id, CIFAR_10, 3, net);
    }
    throw new EverymodeException(
        "%s: holds the tensors %s, …, which no published network known here has; export it as"
                .formatted(file, contents.tensors().keySet().stream().limit(3).toList())
            + " TorchScript instead");
  }

  @Override
  public Look look(Tensor x) {
    long[] shape = x.shape();
    if (shape.length != 4 || shape[1] != channels) {
      throw new EverymodeException(
          "%s looks at images of %d channels, but was given %s; choose another judge"
              .formatted(id, channels, Arrays.toString(shape)));
    }
    return Grad.along(x, () -> net.look(x));
  }
}
