package everymode.model.bourgan;

import everymode.chance.Chance;
import everymode.geometry.EmbeddedRows;
import everymode.nn.Pass;
import everymode.prior.Latent;
import everymode.prior.Normal;
import everymode.prior.Prior;
import everymode.tensor.State;

/// An equal mixture of narrow Gaussians, one at each embedded row; standard normal while the
/// embedding is not there yet.
///
/// @param rows on their way, or there
/// @param sigma standard deviation of the noise
record Places(EmbeddedRows rows, double sigma) implements Prior {

  @Override
  public int dim() {
    return rows.dim();
  }

  @Override
  public Latent draw(int n, Chance chance, Pass pass) {
    return rows.embedded()
        .map(embedded -> new Latent(embedded.draw(n, sigma, chance), null))
        .orElseGet(() -> new Normal(dim()).draw(n, chance, pass));
  }

  @Override
  public void state(State s) {
    rows.state(s);
  }
}
