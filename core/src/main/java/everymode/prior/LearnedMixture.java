package everymode.prior;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.random.RandomKey;

/// An equally weighted mixture of Gaussians that is trained with the generator: `z = μ_k + A_k ε`,
/// where means and factors are initialised as in [FixedMixture] and gradients reach them through z.
///
/// *Source:* the dynamic variant of Ben-Yosef and Weinshall, "Gaussian mixture generative
/// adversarial networks", 2018. The initial values and the forms of A are ours.
///
/// @param dim latent dimension, at least 1
/// @param components K, at least 1
/// @param range c, at least 0: means are initialised uniformly in [−c, c]^dim
/// @param sigma σ, above 0: every A is initialised as a multiple of the identity
/// @param sigmaType whether σ is a standard deviation or a variance
/// @param form the parametrisation of A
@Kind("learned")
public record LearnedMixture(
    int dim,
    int components,
    double range,
    double sigma,
    FixedMixture.SigmaType sigmaType,
    Form form)
    implements PriorSpec {

  /// Forms of the factor A, with Σ = A Aᵀ.
  public enum Form {
    /// Any matrix.
    FULL,
    /// One scale per coordinate.
    DIAGONAL,
    /// One scale for all coordinates.
    SCALAR
  }

  /// Validates the values.
  public LearnedMixture {
    Require.atLeast("dim", dim, 1);
    Require.atLeast("components", components, 1);
    Require.nonNegative("range", range);
    Require.positive("sigma", sigma);
  }

  /// The defaults of a recipe that gives only the type.
  ///
  /// @return those of [FixedMixture#defaults], with a diagonal factor
  public static LearnedMixture defaults() {
    FixedMixture d = FixedMixture.defaults();
    return new LearnedMixture(
        d.dim(), d.components(), d.range(), d.sigma(), d.sigmaType(), Form.DIAGONAL);
  }

  @Override
  public GaussianMixturePrior build(RandomKey init) {
    var start = new FixedMixture(dim, components, range, sigma, sigmaType);
    return GaussianMixturePrior.learned(start, form, init);
  }
}
