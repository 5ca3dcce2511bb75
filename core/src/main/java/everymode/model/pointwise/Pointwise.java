package everymode.model.pointwise;

/// Mixtures of generators that cover every point of the data.
public final class Pointwise implements MixtureFamily {

  /// For `ServiceLoader`.
  public Pointwise() {}

  @Override
  public String name() {
    return "pointwise";
  }

  @Override
  public String summary() {
    return "a mixture that adds members for the data that it does not cover yet";
  }

  @Override
  public WeightUpdate update() {
    return WeightUpdate.Doubling.defaults();
  }
}
