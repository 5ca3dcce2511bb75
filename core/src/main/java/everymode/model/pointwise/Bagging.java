package everymode.model.pointwise;

/// Independent generators with equal weights, the baseline of mixtures.
public final class Bagging implements MixtureFamily {

  /// For `ServiceLoader`.
  public Bagging() {}

  @Override
  public String name() {
    return "bagging";
  }

  @Override
  public String summary() {
    return "independent generators with equal weights, the baseline of mixtures";
  }

  @Override
  public WeightUpdate update() {
    return new WeightUpdate.None();
  }
}
