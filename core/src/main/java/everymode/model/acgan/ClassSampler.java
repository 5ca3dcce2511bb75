package everymode.model.acgan;

import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.sample.BlockSampler;
import everymode.sample.Sampler;
import org.bytedeco.pytorch.Tensor;

/// Samples whose component is the class that the generator was given.
record ClassSampler(GanModel game, OneHotPrior prior)
    implements BlockSampler, Sampler.ConditionalSampler {

  @Override
  public int components() {
    return prior.components();
  }

  @Override
  public Tensor draw(int n, RandomKey key) {
    return prior.classes(n, key);
  }

  @Override
  public Tensor generate(Tensor component, RandomKey key) {
    return game.generate(prior.sample(component, key, game.use()).z());
  }

  @Override
  public Tensor classesOf(int n, RandomKey key) {
    return componentsOf(n, key);
  }

  @Override
  public Sampler forClass(int label) {
    return component(label);
  }
}
