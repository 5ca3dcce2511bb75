package everymode.model.pointwise;

import everymode.tensor.StateVisitor;

/// Constant equal weights.
record UniformWeights(int n) implements PointWeighting {

  @Override
  public double[] shares(int round) {
    return PointWeighting.equal(n);
  }

  @Override
  public void end(double[] ratio) {
    throw new IllegalStateException("coverage is not estimated for independent members");
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
