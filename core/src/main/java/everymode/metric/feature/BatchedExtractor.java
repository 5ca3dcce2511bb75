package everymode.metric.feature;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.neighbour.PointSet;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Looks at the rows of one data set through a judge; stacked digits channel by channel.
///
/// @param extractor the network
/// @param channels 1, or how many images of digits lie behind one another
public record BatchedExtractor(FeatureExtractor extractor, int channels) {

  private static final int BLOCK = 500;

  /// An extractor that fits the rows of a data set.
  ///
  /// @throws EverymodeException when the network does not take such rows
  public static BatchedExtractor of(FeatureExtractor extractor, Dataset data) {
    if (data.domain() instanceof Domain.Images(int c, int h, int w)) {
      if (extractor.channels() == c || extractor.channels() == FeatureExtractor.ANY) {
        return new BatchedExtractor(extractor, 1);
      }
      if (extractor.channels() == 1 && data.stacked()) {
        return new BatchedExtractor(extractor, c);
      }
      throw new EverymodeException(
          "%s looks at images of %d channels, but '%s' has %d×%d images of %d; choose another classifier"
              .formatted(extractor.id(), extractor.channels(), data.name(), h, w, c));
    }
    return new BatchedExtractor(extractor, 1);
  }

  /// What stands in brackets behind a metric's name.
  public String id() {
    return extractor.id();
  }

  /// Features of samples, and probabilities where the network is a classifier.
  ///
  /// @param x float32 `[n, ...]` in data units
  public ExtractedFeatures extract(Tensor x) {
    int n = Math.toIntExact(x.size(0));
    List<ExtractedFeatures> parts = new ArrayList<>();
    for (int from = 0; from < n; from += BLOCK) {
      try (var _ = new Scope()) {
        Tensor block = Ops.rows(x, from, Math.min(BLOCK, n - from));
        parts.add(Autograd.noGrad(() -> channels == 1 ? one(block) : stacked(block)));
      }
    }
    return ExtractedFeatures.join(parts);
  }

  private ExtractedFeatures one(Tensor x) {
    FeatureExtractor.Output look;
    synchronized (extractor) { // which one thread at a time may use
      look = extractor.extract(x);
    }
    Tensor logits = look.logits();
    return logits == null
        ? new ExtractedFeatures(
            PointSet.of(Ops.flat(look.features())), null, new int[0], new float[0])
        : ExtractedFeatures.of(
            PointSet.of(Ops.flat(look.features())), PointSet.of(Ops.softmax(logits)));
  }

  /// Labels are read as the digits of one number, and the least sure digit decides how sure.
  private ExtractedFeatures stacked(Tensor x) {
    List<ExtractedFeatures> digits = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      digits.add(one(x.narrow(1, c, 1).contiguous()));
    }
    return ExtractedFeatures.stack(digits, extractor.classes().size());
  }
}
