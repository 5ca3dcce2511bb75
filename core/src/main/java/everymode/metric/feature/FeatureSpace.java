package everymode.metric.feature;

import everymode.data.Domain;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The space in which distances between samples are measured: that of the rows themselves, or of
/// the features of a network.
///
/// @param domain of the samples
/// @param extractor feature extractor, or null for the rows themselves
public record FeatureSpace(Domain domain, @Nullable FeatureExtractor extractor) {

  /// The name of the space without a feature extractor.
  public static final String ITSELF = "the rows themselves";

  private static final int BATCH = 250; // rows per batch

  /// Maps samples into the space.
  ///
  /// @param units `[n, ...]` in data units
  /// @return `[n, dim]`, without gradients
  public Tensor of(Tensor units) {
    FeatureExtractor network = extractor;
    if (network == null) {
      return Ops.flat(domain.space(units));
    }
    return Batches.predict(units, BATCH, batch -> Ops.flat(network.extract(batch).features()));
  }

  /// The name of the space, for display.
  ///
  /// @return the identifier of the feature extractor, or `the rows themselves`
  public String id() {
    return extractor == null ? ITSELF : extractor.id();
  }
}
