package everymode.metric.feature;

import everymode.data.Domain;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Where distances between samples are measured: between the rows themselves, or between what a
/// judge sees of them.
///
/// @param domain of the samples
/// @param extractor who sees them, or null
public record FeatureSpace(Domain domain, @Nullable FeatureExtractor extractor) {

  /// The name of the space that no classifier sees.
  public static final String ITSELF = "the rows themselves";

  private static final int LOOK = 250; // rows that a judge sees together

  /// The place of samples.
  ///
  /// @param units `[n, ...]` in data units
  /// @return `[n, dim]`, without a graph
  public Tensor of(Tensor units) {
    FeatureExtractor through = extractor;
    if (through == null) {
      return Ops.flat(domain.space(units));
    }
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < units.size(0); from += LOOK) {
      try (var scope = new Scope()) {
        Tensor some = Ops.rows(units, from, Math.min(LOOK, units.size(0) - from));
        parts.add(scope.keep(Autograd.noGrad(() -> Ops.flat(through.extract(some).features()))));
      }
    }
    return Ops.cat(parts);
  }

  /// What tells it from others, for people.
  ///
  /// @return the judge's name, or `the rows themselves`
  public String id() {
    return extractor == null ? ITSELF : extractor.id();
  }
}
