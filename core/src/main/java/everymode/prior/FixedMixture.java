package everymode.prior;

import everymode.config.Kind;
import everymode.config.Require;
import everymode.random.RandomKey;

/// An equally weighted mixture of isotropic Gaussians with means drawn once: `μ_k ~ U[−c, c]^dim`,
/// `Σ_k` fixed.
///
/// *Source:* the static variant of Ben-Yosef and Weinshall, "Gaussian mixture generative
/// adversarial networks", 2018. The paper writes Σ = σI; which of variance and standard deviation
/// the published figures refer to is not known, so it can be configured with [SigmaType]. The
/// default is the standard deviation, for which the components are separable (the Bayes error of
/// classifying ten of them is about 2.5 % at dim 100, c 0.1, σ 0.15, against 50 % with the
/// variance).
///
/// @param dim latent dimension, at least 1
/// @param components K, at least 1
/// @param range c, at least 0
/// @param sigma σ, at least 0
/// @param sigmaType whether σ is a standard deviation or a variance
@Kind("mixture")
public record FixedMixture(int dim, int components, double range, double sigma, SigmaType sigmaType)
    implements PriorSpec {

  /// The meaning of σ.
  public enum SigmaType {
    /// The standard deviation of each coordinate: Σ = σ²I.
    STANDARD_DEVIATION,
    /// The variance of each coordinate: Σ = σI.
    VARIANCE
  }

  /// Validates the values.
  public FixedMixture {
    Require.atLeast("dim", dim, 1);
    Require.atLeast("components", components, 1);
    Require.nonNegative("range", range);
    Require.nonNegative("sigma", sigma);
  }

  /// The defaults of a recipe that gives only the type.
  ///
  /// @return ten Gaussians in 100 dimensions, c = 0.1 and σ = 0.15
  public static FixedMixture defaults() {
    return new FixedMixture(100, 10, 0.1, 0.15, SigmaType.STANDARD_DEVIATION);
  }

  /// The standard deviation of each coordinate of a latent about its mean.
  ///
  /// @return σ, or its square root if σ is a variance
  public double deviation() {
    return sigmaType == SigmaType.VARIANCE ? Math.sqrt(sigma) : sigma;
  }

  @Override
  public GaussianMixturePrior build(RandomKey init) {
    return GaussianMixturePrior.fixed(this, init);
  }
}
