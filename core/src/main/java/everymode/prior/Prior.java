package everymode.prior;

import everymode.nn.ForwardContext;
import everymode.nn.Trainable;
import everymode.random.RandomKey;
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
  /// @param key decides them
  /// @param pass this evaluation
  /// @return on the current device
  LatentBatch sample(int n, RandomKey key, ForwardContext pass);

  /// Draws independent latents with the law's own weights.
  ///
  /// @param n how many
  /// @param key decides them
  /// @return on the current device
  default LatentBatch sample(int n, RandomKey key) {
    return sample(n, key, ForwardContext.evaluation());
  }

  /// What training moves; most laws are fixed.
  ///
  /// @return in the order of the state walk
  @Override
  default List<Tensor> parameters() {
    return List.of();
  }

  /// A law made of numbered components.
  interface MixturePrior extends Prior {

    /// How many components there are.
    ///
    /// @return at least 1
    int components();

    /// Draws one latent from each component that is named.
    ///
    /// @param component int64 `[n]`, each from 0
    /// @param key decides the latents
    /// @param pass this evaluation
    /// @return `n` latents with these components
    LatentBatch sample(Tensor component, RandomKey key, ForwardContext pass);
  }
}
