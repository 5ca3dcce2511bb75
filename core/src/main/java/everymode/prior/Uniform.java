package everymode.prior;

import everymode.chance.Chance;
import everymode.nn.Pass;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.State;

/// The uniform law on [−1, 1)^dim.
///
/// @param dim numbers in one latent
public record Uniform(int dim) implements PriorSpec, Prior {

  /// Checks the number.
  public Uniform {
    PriorSpec.atLeast("dim", dim, 1);
  }

  @Override
  public Prior build(Chance init) {
    return this;
  }

  @Override
  public Latent draw(int n, Chance chance, Pass pass) {
    return new Latent(Ops.plus(Ops.times(Draws.uniform(chance, n, dim), 2), -1), null);
  }

  @Override
  public void state(State s) {
    // The law is fixed.
  }
}
