package everymode.metric.feature;

import everymode.data.Domain;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
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
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < units.size(0); from += BATCH) {
      try (var scope = new Scope()) {
        Tensor batch = Ops.rows(units, from, Math.min(BATCH, units.size(0) - from));
        parts.add(scope.keep(Autograd.noGrad(() -> Ops.flat(network.extract(batch).features()))));
      }
    }
    return Ops.cat(parts);
  }

  /// The name of the space, for display.
  ///
  /// @return the identifier of the feature extractor, or `the rows themselves`
  public String id() {
    return extractor == null ? ITSELF : extractor.id();
  }
}
