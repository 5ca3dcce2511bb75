package everymode.model.pointwise;

/// AdaGAN: a mixture whose next member is trained where the mixture is thin.
public final class Adagan implements MixtureFamily {

  /// For `ServiceLoader`.
  public Adagan() {}

  @Override
  public String name() {
    return "adagan";
  }

  @Override
  public String summary() {
    return "a mixture whose next member is trained where the mixture is thin";
  }

  @Override
  public WeightUpdate update() {
    return WeightUpdate.Boost.defaults();
  }
}
