package everymode.prior;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.nn.ForwardContext;
import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;

/// The standard normal distribution N(0, I).
///
/// @param dim latent dimension, at least 1
@Kind("normal")
public record NormalPrior(int dim) implements PriorSpec, Prior {

  /// Validates the dimension.
  public NormalPrior {
    Require.atLeast("dim", dim, 1);
  }

  @Override
  public Prior build(RandomKey init) {
    return this;
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return new LatentBatch(RandomTensors.normal(key.fold("noise"), n, dim), null);
  }
}
