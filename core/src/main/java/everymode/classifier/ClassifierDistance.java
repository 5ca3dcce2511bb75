package everymode.classifier;

import everymode.embedding.Distance;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor;
import everymode.tensor.Ops;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// How far a classifier thinks two samples are apart: Euclid's distance between its probabilities,
/// `‖P(x) − P(y)‖`, at most √2. Under it classes are modes, and what a class holds is one point.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN", NeurIPS 2018.
///
/// @param extractor a classifier
public record ClassifierDistance(FeatureExtractor extractor) implements Distance {

  /// Checks that it is one.
  ///
  /// @throws EverymodeException when the judge only gives features
  public ClassifierDistance {
    if (extractor.classes().isEmpty()) {
      throw new EverymodeException(
          extractor.id() + " tells no classes apart, as a distance must; choose a classifier");
    }
  }

  @Override
  public Tensor view(Tensor x) {
    return Ops.softmax(Objects.requireNonNull(extractor.extract(x).logits())); // [n, k]
  }

  @Override
  public Tensor between(Tensor a, Tensor b) {
    return Distance.length(a.sub(b), 2);
  }

  @Override
  public Tensor all(Tensor a, Tensor b) {
    return Ops.distances(a, b, 2);
  }
}
