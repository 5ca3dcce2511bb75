package everymode.model.gmgan;

import everymode.config.Require;
import everymode.model.gan.GanModel;
import everymode.prior.GaussianMixturePrior;
import everymode.random.RandomKey;
import everymode.sample.BlockSampler;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;

/// Samples whose component is the Gaussian of their latent.
class GaussianSampler implements BlockSampler, Sampler.AdjustableSampler {

  final GanModel game;
  final GaussianMixturePrior prior;
  final MixtureAdjustment adjustment;

  GaussianSampler(GanModel game, GaussianMixturePrior prior, MixtureAdjustment adjustment) {
    this.game = game;
    this.prior = prior;
    this.adjustment = adjustment;
  }

  @Override
  public Tensor draw(int n, RandomKey key) {
    RandomKey componentKey = key.fold("component");
    return adjustment.equal()
        ? RandomTensors.integers(componentKey, prior.components(), n)
        : RandomTensors.choices(
            componentKey,
            adjustment.weight().stream().mapToDouble(Double::doubleValue).toArray(),
            n);
  }

  @Override
  public Tensor generate(Tensor component, RandomKey key) {
    if (adjustment.plain()) {
      return game.generate(prior.sample(component, key, game.use()).z());
    }
    double[] roots = adjustment.covarianceScale().stream().mapToDouble(Math::sqrt).toArray();
    Tensor scale = Ops.rows(Ops.toFloat(Ops.of(roots, roots.length)), component); // [n]
    return game.generate(prior.sample(component, scale, key, game.use()).z());
  }

  @Override
  public int components() {
    return prior.components();
  }

  @Override
  public Sampler.AdjustableSampler adjusted(MixtureAdjustment other) {
    check(other);
    return new GaussianSampler(game, prior, other);
  }

  final void check(MixtureAdjustment other) {
    Require.that(
        other.components() == prior.components(),
        String.format(
            Locale.ROOT,
            "covarianceScale and weight must have one value for each of the %d Gaussians, but have %d",
            prior.components(),
            other.components()));
  }
}
