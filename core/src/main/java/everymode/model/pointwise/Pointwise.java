package everymode.model.pointwise;

/// Mixtures of generators in which every point of the data gets its part.
public final class Pointwise implements MixtureFamily {

  /// For `ServiceLoader`.
  public Pointwise() {}

  @Override
  public String name() {
    return "pointwise";
  }

  @Override
  public String summary() {
    return "a mixture that grows where its members do not cover the data yet";
  }

  @Override
  public WeightUpdate update() {
    return WeightUpdate.Doubling.defaults();
  }
}
