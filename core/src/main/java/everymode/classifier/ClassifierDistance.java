package everymode.classifier;

import everymode.embedding.Distance;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Ops;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Euclidean distance between the class probabilities of two samples, `‖P(x) − P(y)‖`, at most √2.
/// Under this distance each class is a mode, and all samples of a class are close to one point.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN", NeurIPS 2018.
///
/// @param extractor a classifier
public record ClassifierDistance(FeatureExtractor extractor) implements Distance.Norm {

  /// Checks that the extractor has classes.
  ///
  /// @throws EverymodeException when it only returns features
  public ClassifierDistance {
    if (extractor.classes().isEmpty()) {
      throw new EverymodeException(
          extractor.id()
              + " does not distinguish classes, as this distance needs; choose a classifier");
    }
  }

  @Override
  public Tensor view(Tensor x) {
    return Ops.softmax(Objects.requireNonNull(extractor.extract(x).logits())); // [n, k]
  }
}
