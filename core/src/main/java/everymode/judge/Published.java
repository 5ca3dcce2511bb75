package everymode.judge;

import everymode.error.EverymodeException;
import everymode.metric.Judge;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.TorchFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Published networks, recognised by the names and shapes of their tensors.
///
/// @param id as in brackets
/// @param classes names of the classes
/// @param channels channels of the images
/// @param net what it does
record Published(String id, List<String> classes, int channels, Net net) implements Judge {

  private static final List<String> CIFAR_10 =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /// A network by its tensors.
  interface Net {
    Look look(Tensor x);
  }

  static Judge of(Path file, TorchFile.Contents contents, String hash) {
    Weights weights = Weights.of(contents.tensors());
    if (weights.names().contains("convnet.c1.weight")) {
      return new Published(
          "judge:lenet-mnist@" + hash,
          IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
          1,
          x -> lenet(x, weights));
    }
    if (weights.names().contains("layer3.0.conv1.weight")) {
      int blocks =
          (int)
              weights.names().stream()
                  .filter(n -> n.matches("layer1\\.\\d+\\.conv1\\.weight"))
                  .count();
      return new Published(
          "judge:resnet%d-cifar10@%s".formatted(6 * blocks + 2, hash),
          CIFAR_10,
          3,
          x -> resnet(x, weights, blocks));
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
              .formatted(id, channels, java.util.Arrays.toString(shape)));
    }
    return Grad.without(() -> net.look(x));
  }

  /// LeCun, Bottou, Bengio and Haffner's LeNet-5 with maximum pooling and rectifiers, on 32×32
  /// images.
  private static Look lenet(Tensor images, Weights w) {
    Tensor x = Ops.resized(images, 32, 32);
    x = Ops.maxPool(w.conv(x, "convnet.c1", 1, 0).relu(), 2);
    x = Ops.maxPool(w.conv(x, "convnet.c3", 1, 0).relu(), 2);
    x = Ops.flat(w.conv(x, "convnet.c5", 1, 0).relu()); // [n, 120]
    x = w.linear(x, "fc.f6").relu(); // [n, 84]
    return new Look(x, w.linear(x, "fc.f7"));
  }

  /// He, Zhang, Ren and Sun's residual network for small images, whose short cuts take every second
  /// pixel and fill new channels with zeros.
  private static Look resnet(Tensor images, Weights w, int blocks) {
    if (images.size(2) != 32 || images.size(3) != 32) {
      throw new EverymodeException(
          "this network looks at images of 32×32 pixels, but was given %d×%d; use 'resize=32'"
              .formatted(images.size(2), images.size(3)));
    }
    Tensor mean = Ops.toFloat(Ops.of(new double[] {0.485, 0.456, 0.406}, 1, 3, 1, 1));
    Tensor deviation = Ops.toFloat(Ops.of(new double[] {0.229, 0.224, 0.225}, 1, 3, 1, 1));
    Tensor x = w.norm(w.conv(images.sub(mean).div(deviation), "conv1", 1, 1), "bn1").relu();
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 0; block < blocks; block++) {
        String at = "layer" + stage + "." + block + ".";
        int stride = stage > 1 && block == 0 ? 2 : 1;
        Tensor y = w.norm(w.conv(x, at + "conv1", stride, 1), at + "bn1").relu();
        y = w.norm(w.conv(y, at + "conv2", 1, 1), at + "bn2");
        x = y.add(stride == 1 ? x : shortened(x)).relu();
      }
    }
    Tensor features = x.mean(2, 3); // [n, 64]
    return new Look(features, w.linear(features, "linear"));
  }

  private static Tensor shortened(Tensor x) {
    return Ops.widened(Ops.everySecond(x), x.size(1) / 2);
  }

  /// The tensors of a published network.
  private record Weights(Map<String, Tensor> of) {

    static Weights of(Map<String, Tensor> tensors) {
      Map<String, Tensor> own = new LinkedHashMap<>();
      tensors.forEach((name, t) ->
          own.put(name.replaceFirst("^(state_dict\\.)?(module\\.)?", ""), Scope.own(t)));
      return new Weights(own);
    }

    Set<String> names() {
      return of.keySet();
    }

    Tensor get(String name) {
      Tensor t = of.get(name);
      if (t == null) {
        throw new EverymodeException(
            "the network lacks the tensor " + name + "; fetch its file again");
      }
      return t;
    }

    Tensor conv(Tensor x, String name, int stride, int padding) {
      return Ops.conv(x, get(name + ".weight"), of.get(name + ".bias"), stride, padding);
    }

    Tensor linear(Tensor x, String name) {
      return Ops.linear(x, get(name + ".weight"), get(name + ".bias"));
    }

    Tensor norm(Tensor x, String name) {
      return Ops.batchNorm(
          x,
          get(name + ".weight"),
          get(name + ".bias"),
          get(name + ".running_mean"),
          get(name + ".running_var"),
          false,
          0,
          1e-5);
    }
  }
}
