package everymode.model.pointwise;

import everymode.tensor.StateVisitor;

/// Weights that stay as they are.
record UniformWeights(int n) implements PointWeighting {

  @Override
  public double[] shares(int round) {
    return PointWeighting.equal(n);
  }

  @Override
  public void end(double[] ratio) {
    throw new IllegalStateException("independent members are not asked what they cover");
  }

  @Override
  public double covered(int round) {
    return Double.NaN;
  }

  @Override
  public void state(StateVisitor s) {
    // Nothing changes.
  }
}
