package everymode.model.acgan;

import everymode.chance.Chance;
import everymode.model.gan.GanModel;
import everymode.tensor.Ops;
import everymode.tensor.State;
import everymode.train.Model;
import everymode.train.Ratio;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The game over latents with classes.
final class AcganModel implements Model, Ratio {

  private final GanModel game;
  private final Labelled prior;

  AcganModel(GanModel game, Labelled prior) {
    this.game = game;
    this.prior = prior;
  }

  @Override
  public Optional<Stage> stage(int index) {
    return game.stage(index);
  }

  @Override
  public Sampler sampler() {
    return new ByClass();
  }

  @Override
  public Optional<String> bias() {
    return game.bias();
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
  public void state(State s) {
    game.state(s);
  }

  private final class ByClass implements Sampler.Mixed, Sampler.Conditional {

    @Override
    public Tensor sample(int n, Chance chance) {
      return game.sampler().sample(n, chance);
    }

    @Override
    public int components() {
      return prior.components();
    }

    @Override
    public Sampler component(int k) {
      return Sampler.blocks(
          (n, chance) -> game.generate(prior.draw(Ops.repeated(k, n), chance, game.use()).z()));
    }

    @Override
    public Tensor componentsOf(int n, Chance chance) {
      Sampler components =
          Sampler.blocks(
              (rows, block) -> Objects.requireNonNull(prior.draw(rows, block).component()));
      return components.sample(n, chance);
    }

    @Override
    public Tensor classesOf(int n, Chance chance) {
      return componentsOf(n, chance);
    }

    @Override
    public Sampler given(int label) {
      return component(label);
    }
  }
}
