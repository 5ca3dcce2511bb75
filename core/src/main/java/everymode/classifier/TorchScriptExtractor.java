package everymode.classifier;

import everymode.error.EverymodeException;
import everymode.io.TorchScriptModule;
import everymode.metric.feature.FeatureExtractor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// A TorchScript module that maps images in [0, 1] to features, or to a pair of features and
/// logits.
///
/// @param id as shown in brackets after a metric's name
/// @param classes class numbers as names; empty when there are only features
/// @param module the network
record TorchScriptExtractor(String id, List<String> classes, TorchScriptModule module)
    implements FeatureExtractor {

  static FeatureExtractor open(Path file, String id) {
    TorchScriptModule module = TorchScriptModule.open(file);
    return new TorchScriptExtractor(
        id, IntStream.range(0, module.classes()).mapToObj(Integer::toString).toList(), module);
  }

  /// Any number: the module itself rejects images that it does not take.
  @Override
  public int channels() {
    return ANY;
  }

  @Override
  public Output extract(Tensor x) {
    List<Tensor> out = module.apply(id, x);
    Tensor features = out.getFirst();
    if (features.dim() < 2 || features.size(0) != x.size(0)) {
      throw new EverymodeException(
          String.format(
                  Locale.ROOT,
                  "%s must return a row of features for each sample, but returned %s for %d samples; change its",
                  id,
                  Arrays.toString(features.shape()),
                  x.size(0))
              + " forward method");
    }
    if (classes.isEmpty() != out.size() < 2
        || (out.size() > 1 && (out.get(1).dim() != 2 || out.get(1).size(1) != classes.size()))) {
      throw new EverymodeException(
          String.format(
                  Locale.ROOT,
                  "%s declares %d classes, but does not return as many logits; set its",
                  id,
                  classes.size())
              + " attribute classes to their number");
    }
    return new Output(features, out.size() > 1 ? out.get(1) : null);
  }
}
