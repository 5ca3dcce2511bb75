package everymode.metric.feature;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.neighbour.PointSet;
import everymode.tensor.Autograd;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Extracts features of the rows of one data set in batches; stacked digits are processed channel
/// by channel.
///
/// @param extractor the network
/// @param channels 1, or the number of digit images stacked in one row
public record BatchedExtractor(FeatureExtractor extractor, int channels) {

  private static final int BATCH = 500;

  /// Wraps a feature extractor for the rows of a data set.
  ///
  /// @throws EverymodeException when the network does not accept such rows
  public static BatchedExtractor of(FeatureExtractor extractor, Dataset data) {
    Domain.Images image = data.domain().image().orElse(null);
    int channels = extractor.channels();
    if (image == null || channels == image.channels() || channels == FeatureExtractor.ANY) {
      return new BatchedExtractor(extractor, 1);
    }
    int c = image.channels();
    if (channels == 1 && data.stacked()) {
      return new BatchedExtractor(extractor, c);
    }
    throw new EverymodeException(
        String.format(
            Locale.ROOT,
            "%s takes images of %d channels, but '%s' has %d×%d images of %d; choose another network",
            extractor.id(),
            channels,
            data.name(),
            image.height(),
            image.width(),
            c));
  }

  /// The identifier appended in brackets to metric names.
  public String id() {
    return extractor.id();
  }

  /// Features of samples, and class probabilities if the network is a classifier.
  ///
  /// @param x float32 `[n, ...]` in data units
  public ExtractedFeatures extract(Tensor x) {
    List<ExtractedFeatures> parts = new ArrayList<>();
    Batches.each(
        x.size(0),
        BATCH,
        (from, count) -> {
          Tensor batch = Ops.rows(x, from, count);
          parts.add(Autograd.noGrad(() -> channels == 1 ? single(batch) : stacked(batch)));
        });
    return ExtractedFeatures.join(parts);
  }

  private ExtractedFeatures single(Tensor x) {
    FeatureExtractor.Output output;
    synchronized (extractor) { // not safe for use by several threads at once
      output = extractor.extract(x);
    }
    PointSet features = PointSet.of(output.features());
    Tensor logits = output.logits();
    return logits == null
        ? new ExtractedFeatures(features, null, new int[0], new float[0])
        : ExtractedFeatures.of(features, PointSet.of(Ops.softmax(logits)));
  }

  /// The predicted digits form one number; its confidence is that of the least confident digit.
  private ExtractedFeatures stacked(Tensor x) {
    List<ExtractedFeatures> digits = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      digits.add(single(x.narrow(1, c, 1).contiguous()));
    }
    return ExtractedFeatures.stack(digits, extractor.classes().size());
  }
}
