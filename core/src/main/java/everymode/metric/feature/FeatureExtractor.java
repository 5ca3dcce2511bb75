package everymode.metric.feature;

import everymode.tensor.Autograd;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A network that maps samples to features for distances and, if it is a classifier, to the logits
/// of its classes. It is immutable, but only one thread at a time may use it.
public interface FeatureExtractor {

  /// The number of channels of a network that accepts any.
  int ANY = -1;

  /// The identifier appended in brackets to metric names, so that scores of different networks are
  /// not compared.
  ///
  /// @return such as `classifier:mnist-cnn@ab12` or `script:inception@9f3c`
  String id();

  /// Names of the classes.
  ///
  /// @return in the order of the logits; empty for a network that only yields features
  List<String> classes();

  /// Channels of the images that the network accepts.
  ///
  /// @return 1 for grey, 3 for colour, 0 for points and tables, [#ANY] if the network checks its
  ///   input itself
  int channels();

  /// The hash of the training rows that the network was fitted on.
  ///
  /// @return as [everymode.data.Dataset#hash]; empty if it is unknown
  default String fittedOn() {
    return "";
  }

  /// Extracts features; gradients are recorded if x requires them.
  ///
  /// @param x float32 `[n, c, h, w]` or `[n, d]` in data units, n at most a few hundred
  /// @return the output, in the current scope
  /// @throws everymode.error.EverymodeException when the network does not accept such samples
  Output extract(Tensor x);

  /// The logits of the classes, without gradients; the network must be a classifier.
  ///
  /// @param x as in [#extract]
  /// @return float32 `[n, k]`
  default Tensor logits(Tensor x) {
    return Objects.requireNonNull(Autograd.noGrad(() -> extract(x).logits()), "no classes");
  }

  /// The output of a network.
  ///
  /// @param features float32 `[n, f]` on the CPU
  /// @param logits float32 `[n, k]` on the CPU; null without classes
  record Output(Tensor features, @Nullable Tensor logits) {}
}
