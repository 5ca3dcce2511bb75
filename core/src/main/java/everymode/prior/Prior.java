package everymode.prior;

import everymode.nn.ForwardContext;
import everymode.nn.Parameterised;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The latent distribution. A family may implement its own.
public interface Prior extends Parameterised {

  /// The latent dimension.
  ///
  /// @return at least 1
  int dim();

  /// Samples independent latents. A learned distribution reads its weights through the forward
  /// context, so that gradients flow from the latents to them.
  ///
  /// @param n number of latents
  /// @param key random key
  /// @param pass the forward context
  /// @return on the current device
  LatentBatch sample(int n, RandomKey key, ForwardContext pass);

  /// Samples independent latents with the distribution's own weights.
  ///
  /// @param n number of latents
  /// @param key random key
  /// @return on the current device
  default LatentBatch sample(int n, RandomKey key) {
    return sample(n, key, ForwardContext.evaluation());
  }

  /// The trainable parameters; empty for fixed distributions.
  ///
  /// @return in the order of the state traversal
  @Override
  default List<Tensor> parameters() {
    return List.of();
  }

  /// Visits all state; empty for fixed distributions.
  @Override
  default void state(StateVisitor s) {}

  /// A mixture distribution with numbered components.
  interface MixturePrior extends Prior {

    /// The number of components.
    ///
    /// @return at least 1
    int components();

    /// Samples one latent from each of the given components.
    ///
    /// @param component int64 `[n]`, zero-based
    /// @param key random key
    /// @param pass the forward context
    /// @return `n` latents with these components
    LatentBatch sample(Tensor component, RandomKey key, ForwardContext pass);
  }
}
