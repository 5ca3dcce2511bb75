package everymode.model.pointwise;

/// AdaGAN: boosting, where each new member is trained on the points that the mixture covers least.
public final class Adagan implements MixtureFamily {

  /// For `ServiceLoader`.
  public Adagan() {}

  @Override
  public String name() {
    return "adagan";
  }

  @Override
  public String summary() {
    return "a boosted mixture: each new member is trained on the points covered least so far";
  }

  @Override
  public WeightUpdate update() {
    return WeightUpdate.Boost.defaults();
  }
}
