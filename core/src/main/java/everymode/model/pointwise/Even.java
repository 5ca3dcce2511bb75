package everymode.model.pointwise;

import everymode.tensor.State;

/// Weights that stay as they are.
record Even(int n) implements Weighing {

  @Override
  public double[] shares(int round) {
    return Weighing.equal(n);
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
  public void state(State s) {
    // Nothing changes.
  }
}
