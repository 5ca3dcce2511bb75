package everymode.model.pointwise;

/// AdaGAN: boosting, where each new member is trained on the points that the mixture covers least.
public record Adagan(String name, String summary, WeightUpdate update) implements MixtureFamily {

  /// The family, for `ServiceLoader`.
  public Adagan() {
    this(
        "adagan",
        "a boosted mixture: each new member is trained on the points covered least so far",
        WeightUpdate.Boost.defaults());
  }
}
