package everymode.model.acgan;

import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.DensityRatio;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The game over latents with classes.
final class AcganModel implements Model, DensityRatio {

  private final GanModel game;
  private final OneHotPrior prior;

  AcganModel(GanModel game, OneHotPrior prior) {
    this.game = game;
    this.prior = prior;
  }

  @Override
  public Optional<Stage> stage(int index) {
    return game.stage(index);
  }

  @Override
  public Sampler sampler() {
    return new ClassSampler();
  }

  @Override
  public Optional<String> invalidReason() {
    return game.invalidReason();
  }

  @Override
  public Tensor logit(Tensor x) {
    return game.logit(x);
  }

  @Override
  public void finish() {
    game.finish();
  }

  @Override
  public void state(StateVisitor s) {
    game.state(s);
  }

  private final class ClassSampler implements Sampler.ComponentSampler, Sampler.ConditionalSampler {

    @Override
    public Tensor sample(int n, RandomKey key) {
      return game.sampler().sample(n, key);
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
    public Sampler given(int label) {
      return component(label);
    }
  }
}
