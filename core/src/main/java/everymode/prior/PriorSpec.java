package everymode.prior;

import everymode.random.RandomKey;

/// The configuration of a prior.
public sealed interface PriorSpec permits NormalPrior, UniformPrior, FixedMixture, LearnedMixture {

  /// The latent dimension.
  ///
  /// @return at least 1
  int dim();

  /// Builds the prior.
  ///
  /// @param init random key for values that are drawn once, such as the means of a mixture
  Prior build(RandomKey init);
}
