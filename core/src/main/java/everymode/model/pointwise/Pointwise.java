package everymode.model.pointwise;

/// Mixtures of generators that cover every point of the data.
public record Pointwise(String name, String summary, WeightUpdate update) implements MixtureFamily {

  /// The family, for `ServiceLoader`.
  public Pointwise() {
    this(
        "pointwise",
        "a mixture that adds members for the data that it does not cover yet",
        WeightUpdate.Doubling.defaults());
  }
}
