package everymode.model.pointwise;

/// Independent generators with equal weights, the baseline of mixtures.
public record Bagging(String name, String summary, WeightUpdate update) implements MixtureFamily {

  /// The family, for `ServiceLoader`.
  public Bagging() {
    this(
        "bagging",
        "independent generators with equal weights, the baseline of mixtures",
        new WeightUpdate.None());
  }
}
