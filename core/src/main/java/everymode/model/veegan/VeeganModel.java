package everymode.model.veegan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.loss.Adversarial;
import everymode.model.gan.Game;
import everymode.nn.Layer;
import everymode.nn.Pass;
import everymode.nn.Together;
import everymode.prior.Prior;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Model;
import everymode.train.Order;
import everymode.train.Player;
import everymode.train.Sampler;
import everymode.train.Stage;
import everymode.train.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Generator and reconstructor against a critic of pairs. At its best the critic tells `ln q(x, z)
/// − ln p(x, z)` of generated pairs q and real ones p, and the generator descends on just that.
final class VeeganModel implements Model {

  private final Game config;
  private final double weight;
  private final Dataset data;
  private final Prior prior;
  private final boolean learned;
  private final Layer generator;
  private final Layer reconstructor;
  private final Joint critic;
  private final Player maker; // generator and reconstructor, and the law where it learns
  private final Player judge;
  private boolean finished;

  VeeganModel(VeeganConfig config, Dataset data, Chance init) {
    this.config = config.game();
    this.weight = config.weight();
    this.data = data;
    prior = config.prior().build(init.at("prior"));
    long[] shape = data.domain().shape();
    int dim = prior.dim();
    generator =
        this.config
            .generator()
            .generator(dim, shape, data.domain().bounded(), init.at("generator"));
    reconstructor = config.reconstructor().critic(shape, dim, init.at("reconstructor"));
    critic = new Joint(this.config.critic(), dim, shape, init.at("critic"));
    learned = !prior.parameters().isEmpty();
    Map<String, everymode.nn.Trainable> parts = new LinkedHashMap<>();
    parts.put("network", generator);
    parts.put("reconstructor", reconstructor);
    if (learned) {
      parts.put("prior", prior);
    }
    maker =
        new Player(new Together(parts), this.config.generatorOptimizer(), this.config.average());
    judge = new Player(critic, this.config.criticOptimizer(), 0);
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    List<Act> acts =
        List.of(
            new Act.Move("critic", judge, this::told, config.criticSteps()),
            new Act.Move("generator", maker, this::made, 1));
    return Optional.of(
        new Stage.Play(
            "train", config.steps(), config.batch(), data.batches(), Order.ALTERNATING, acts));
  }

  private Tensor latent(Turn turn) {
    return prior.draw(turn.n(), turn.chance().at("latent"), turn.pass()).z(); // [n, dim]
  }

  /// What the critic descends on: high for generated pairs, low for real ones.
  private Tensor told(Turn turn) {
    Pass pass = turn.pass();
    Tensor x = turn.real().x(); // [n, ...]
    record Pairs(Tensor z, Tensor fake, Tensor found) {}
    Pairs pairs =
        Grad.without(() -> {
          Tensor z = latent(turn);
          return new Pairs(z, generator.apply(z, pass), reconstructor.apply(x, pass));
        });
    Tensor generated = critic.apply(pairs.fake, pairs.z, pass); // [n, 1]
    Tensor real = critic.apply(x, pairs.found, pass); // [n, 1]
    return Adversarial.STANDARD.critic(generated, real);
  }

  /// What generator and reconstructor descend on: the ratio, and the error of latents.
  private Tensor made(Turn turn) {
    Pass pass = turn.pass();
    Tensor z = latent(turn);
    Tensor x = generator.apply(z, pass);
    Tensor ratio = critic.apply(x, z, pass).mean();
    Tensor error = reconstructor.apply(x, pass).sub(z).square().sum(1).mean();
    return ratio.add(Ops.times(error, weight));
  }

  private Pass use() {
    return Pass.evaluation().replacing(maker.averages());
  }

  @Override
  public Sampler sampler() {
    return Sampler.blocks((n, chance) ->
        data.domain().decode(generator.apply(prior.draw(n, chance, use()).z(), use())));
  }

  @Override
  public void finish() {
    finished = true;
    maker.retire();
    judge.retire();
  }

  @Override
  public void state(State s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    if (!learned) {
      s.child("prior", prior);
    }
    s.child("generator", maker);
    if (!finished) {
      s.child("critic", judge);
    }
  }
}
