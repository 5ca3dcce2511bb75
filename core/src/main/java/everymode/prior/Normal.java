package everymode.prior;

import everymode.chance.Chance;
import everymode.nn.Pass;
import everymode.tensor.Draws;
import everymode.tensor.State;

/// The standard normal law N(0, I).
///
/// @param dim numbers in one latent
public record Normal(int dim) implements PriorSpec, Prior {

  /// Checks the number.
  public Normal {
    PriorSpec.atLeast("dim", dim, 1);
  }

  @Override
  public Prior build(Chance init) {
    return this;
  }

  @Override
  public Latent draw(int n, Chance chance, Pass pass) {
    return new Latent(Draws.normal(chance.at("noise"), n, dim), null);
  }

  @Override
  public void state(State s) {
    // The law is fixed.
  }
}
