package everymode.model.gmgan;

import everymode.model.gan.GanModel;
import everymode.prior.GaussianMixturePrior;
import everymode.prior.LatentBatch;
import everymode.random.RandomKey;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import org.bytedeco.pytorch.Tensor;

/// Samples whose component is the Gaussian of their latent.
class GaussianSampler implements Sampler.AdjustableSampler {

  final GanModel game;
  final GaussianMixturePrior prior;
  final MixtureAdjustment adjustment;

  GaussianSampler(GanModel game, GaussianMixturePrior prior, MixtureAdjustment adjustment) {
    this.game = game;
    this.prior = prior;
    this.adjustment = adjustment;
  }

  @Override
  public Tensor sample(int n, RandomKey key) {
    return Sampler.blocks((rows, block) -> generate(components(rows, block), block)).sample(n, key);
  }

  private Tensor components(int n, RandomKey key) {
    RandomKey componentKey = key.fold("component");
    return adjustment.equal()
        ? RandomTensors.integers(componentKey, prior.components(), n)
        : RandomTensors.choices(
            componentKey,
            adjustment.weight().stream().mapToDouble(Double::doubleValue).toArray(),
            n);
  }

  private Tensor generate(Tensor component, RandomKey key) {
    if (adjustment.plain()) {
      return game.generate(prior.sample(component, key, game.use()).z());
    }
    double[] roots = adjustment.covarianceScale().stream().mapToDouble(Math::sqrt).toArray();
    Tensor scale = Ops.rows(Ops.toFloat(Ops.of(roots, roots.length)), component); // [n]
    LatentBatch latent = prior.sample(component, scale, key, game.use());
    return game.generate(latent.z());
  }

  @Override
  public int components() {
    return prior.components();
  }

  @Override
  public Sampler component(int k) {
    return Sampler.blocks((n, key) -> generate(Ops.repeated(k, n), key));
  }

  @Override
  public Tensor componentsOf(int n, RandomKey key) {
    return Sampler.blocks(this::components).sample(n, key);
  }

  @Override
  public Sampler.AdjustableSampler adjusted(MixtureAdjustment other) {
    check(other);
    return new GaussianSampler(game, prior, other);
  }

  final void check(MixtureAdjustment other) {
    if (other.components() != prior.components()) {
      throw new IllegalArgumentException(
          "covarianceScale and weight must have one value for each of the %d Gaussians, but have %d"
              .formatted(prior.components(), other.components()));
    }
  }
}
