package everymode.prior;

import everymode.chance.Chance;
import everymode.nn.Pass;
import everymode.nn.Trainable;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The law of the latent. Open: a family may bring its own.
public interface Prior extends Trainable {

  /// Numbers in one latent.
  ///
  /// @return at least 1
  int dim();

  /// Draws independent latents. A law that learns reads its weights through the pass, so that a
  /// gradient leads from the latents to them.
  ///
  /// @param n how many
  /// @param chance decides them
  /// @param pass this evaluation
  /// @return on the current device
  Latent draw(int n, Chance chance, Pass pass);

  /// Draws independent latents with the law's own weights.
  ///
  /// @param n how many
  /// @param chance decides them
  /// @return on the current device
  default Latent draw(int n, Chance chance) {
    return draw(n, chance, Pass.evaluation());
  }

  /// What training moves; most laws are fixed.
  ///
  /// @return in the order of the state walk
  @Override
  default List<Tensor> parameters() {
    return List.of();
  }

  /// A law made of numbered components.
  interface Mixed extends Prior {

    /// How many components there are.
    ///
    /// @return at least 1
    int components();

    /// Draws one latent from each component that is named.
    ///
    /// @param component int64 `[n]`, each from 0
    /// @param chance decides the latents
    /// @param pass this evaluation
    /// @return `n` latents with these components
    Latent draw(Tensor component, Chance chance, Pass pass);
  }
}
