package everymode.prior;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;

/// The uniform distribution on [−1, 1)^dim.
///
/// @param dim latent dimension, at least 1
@Kind("uniform")
public record UniformPrior(int dim) implements PriorSpec, Prior {

  /// Validates the dimension.
  public UniformPrior {
    Require.atLeast("dim", dim, 1);
  }

  @Override
  public Prior build(RandomKey init) {
    return this;
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return new LatentBatch(Ops.plus(Ops.times(RandomTensors.uniform(key, n, dim), 2), -1), null);
  }
}
