package everymode.model.gmgan;

import everymode.chance.Chance;
import everymode.model.gan.GanModel;
import everymode.prior.Latent;
import everymode.prior.Mixture;
import everymode.tensor.State;
import everymode.train.Model;
import everymode.train.Sampler;
import everymode.train.Stage;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// The plain game over a mixture; its samples know their Gaussian.
final class GmganModel implements Model {

  private final GanModel game;
  private final Mixture.Static prior;

  GmganModel(GanModel game) {
    this.game = game;
    this.prior = (Mixture.Static) game.prior();
  }

  @Override
  public Optional<Stage> stage(int index) {
    return game.stage(index);
  }

  @Override
  public Sampler sampler() {
    return new ByGaussian();
  }

  @Override
  public void finish() {
    game.finish();
  }

  @Override
  public void state(State s) {
    game.state(s);
  }

  private final class ByGaussian implements Sampler.Mixed {

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
      return Sampler.blocks((n, chance) -> game.generate(prior.draw(k, n, chance).z()));
    }

    @Override
    public Tensor componentsOf(int n, Chance chance) {
      Sampler components =
          Sampler.blocks((rows, block) -> {
            Latent latent = prior.draw(rows, block);
            return Objects.requireNonNull(latent.component());
          });
      return components.sample(n, chance);
    }
  }
}
