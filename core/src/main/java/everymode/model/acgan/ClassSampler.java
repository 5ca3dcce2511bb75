package everymode.model.acgan;

import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Samples whose component is the class that the generator was given.
record ClassSampler(GanModel game, OneHotPrior prior)
    implements Sampler.ComponentSampler, Sampler.ConditionalSampler {

  @Override
  public Tensor sample(int n, RandomKey key) {
    return game.plainSampler().sample(n, key);
  }

  @Override
  public int components() {
    return prior.components();
  }

  @Override
  public Sampler component(int k) {
    return Sampler.blocks(
        (n, key) -> game.generate(prior.sample(Ops.repeated(k, n), key, game.use()).z()));
  }

  @Override
  public Tensor componentsOf(int n, RandomKey key) {
    Sampler components =
        Sampler.blocks(
            (rows, block) -> Objects.requireNonNull(prior.sample(rows, block).component()));
    return components.sample(n, key);
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
