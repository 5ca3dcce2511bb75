package everymode.metric.feature;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// A network that looks at samples: features for distances and, for a classifier, the log-odds of
/// its classes. It never changes; one thread at a time may use it.
public interface FeatureExtractor {

  /// As a number of channels: whatever comes.
  int ANY = -1;

  /// What stands in brackets behind a metric's name, so that figures of different networks are not
  /// compared.
  ///
  /// @return such as `classifier:mnist-cnn@ab12` or `script:inception@9f3c`
  String id();

  /// Names of the classes.
  ///
  /// @return in the order of the log-odds; empty when it only gives features
  List<String> classes();

  /// Channels of the images that it takes.
  ///
  /// @return 1 for grey, 3 for colour, 0 for points and tables, [#ANY] when the network itself will
  ///   say
  int channels();

  /// Looks at samples, with a graph where x has one and without else.
  ///
  /// @param x float32 `[n, c, h, w]` or `[n, d]` in data units, n at most a few hundred
  /// @return what it sees, in the current scope
  /// @throws everymode.error.EverymodeException when the network does not take such samples
  Output extract(Tensor x);

  /// What a network sees.
  ///
  /// @param features float32 `[n, f]` on the processor
  /// @param logits float32 `[n, k]` on the processor; null without classes
  record Output(Tensor features, @Nullable Tensor logits) {}
}
