package everymode.model.veegan;

import everymode.data.Dataset;
import everymode.loss.AdversarialLoss;
import everymode.model.gan.GanOptions;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.nn.ModuleDict;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.Action;
import everymode.train.Model;
import everymode.train.Player;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.UpdateOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Generator and reconstructor against a discriminator of pairs. The optimal discriminator's logit
/// is `ln q(x, z) − ln p(x, z)` for generated pairs q and real pairs p, and the generator minimises
/// exactly that.
final class VeeganModel implements Model {

  private final GanOptions config;
  private final double weight;
  private final Dataset data;
  private final Prior prior;
  private final boolean learned;
  private final Layer generator;
  private final Layer reconstructor;
  private final JointDiscriminator discriminator;
  private final Player generatorPlayer; // generator, reconstructor, and the prior if it is learned
  private final Player discriminatorPlayer;
  private boolean finished;

  VeeganModel(VeeganConfig config, Dataset data, RandomKey init) {
    this.config = config.options();
    this.weight = config.weight();
    this.data = data;
    prior = config.prior().build(init.fold("prior"));
    long[] shape = data.domain().shape();
    int dim = prior.dim();
    generator =
        this.config
            .generator()
            .generator(dim, shape, data.domain().bounded(), init.fold("generator"));
    reconstructor = config.reconstructor().discriminator(shape, dim, init.fold("reconstructor"));
    discriminator =
        new JointDiscriminator(this.config.discriminator(), dim, shape, init.fold("critic"));
    learned = !prior.parameters().isEmpty();
    Map<String, everymode.nn.Trainable> parts = new LinkedHashMap<>();
    parts.put("network", generator);
    parts.put("reconstructor", reconstructor);
    if (learned) {
      parts.put("prior", prior);
    }
    generatorPlayer =
        new Player(new ModuleDict(parts), this.config.generatorOptimizer(), this.config.emaDecay());
    discriminatorPlayer = new Player(discriminator, this.config.discriminatorOptimizer(), 0);
  }

  @Override
  public Optional<Stage> stage(int index) {
    if (index > 0) {
      return Optional.empty();
    }
    List<Action> actions =
        List.of(
            new Action.Update(
                "discriminator",
                "critic",
                discriminatorPlayer,
                this::discriminatorLoss,
                config.discriminatorSteps()),
            new Action.Update("generator", generatorPlayer, this::generatorLoss, 1));
    return Optional.of(
        new Stage.Play(
            "train",
            config.steps(),
            config.batchSize(),
            data.batches(),
            UpdateOrder.ALTERNATING,
            actions));
  }

  private Tensor latent(StepContext context) {
    return prior.sample(context.n(), context.key().fold("latent"), context.pass()).z(); // [n, dim]
  }

  /// The discriminator's loss: its logits are high for generated pairs and low for real ones.
  private Tensor discriminatorLoss(StepContext context) {
    ForwardContext pass = context.pass();
    Tensor x = context.real().x(); // [n, ...]
    record Pairs(Tensor z, Tensor fake, Tensor reconstructed) {}
    Pairs pairs =
        Autograd.noGrad(() -> {
          Tensor z = latent(context);
          return new Pairs(z, generator.apply(z, pass), reconstructor.apply(x, pass));
        });
    Tensor generated = discriminator.apply(pairs.fake, pairs.z, pass); // [n, 1]
    Tensor real = discriminator.apply(x, pairs.reconstructed, pass); // [n, 1]
    return AdversarialLoss.STANDARD.discriminator(generated, real);
  }

  /// The loss of generator and reconstructor: the log ratio, and the squared error of latents.
  private Tensor generatorLoss(StepContext context) {
    ForwardContext pass = context.pass();
    Tensor z = latent(context);
    Tensor x = generator.apply(z, pass);
    Tensor ratio = discriminator.apply(x, z, pass).mean();
    Tensor error = reconstructor.apply(x, pass).sub(z).square().sum(1).mean();
    return ratio.add(Ops.times(error, weight));
  }

  private ForwardContext use() {
    return ForwardContext.evaluation().replacing(generatorPlayer.averages());
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(
        Sampler.blocks((n, key) ->
            data.domain().decode(generator.apply(prior.sample(n, key, use()).z(), use()))));
  }

  @Override
  public void finish() {
    finished = true;
    generatorPlayer.retire();
    discriminatorPlayer.retire();
  }

  @Override
  public void state(StateVisitor s) {
    finished = s.counter("finished", finished ? 1 : 0) == 1;
    if (!learned) {
      s.child("prior", prior);
    }
    s.child("generator", generatorPlayer);
    if (!finished) {
      s.child("discriminator", discriminatorPlayer);
    }
  }
}
