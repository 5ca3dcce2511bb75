package everymode.prior;

import everymode.chance.Chance;
import everymode.tensor.Stateful;

/// The law of the latent. Open: a family may bring its own.
public interface Prior extends Stateful {

  /// Numbers in one latent.
  ///
  /// @return at least 1
  int dim();

  /// Draws independent latents.
  ///
  /// @param n how many
  /// @param chance decides them
  /// @return on the current device
  Latent draw(int n, Chance chance);
}
