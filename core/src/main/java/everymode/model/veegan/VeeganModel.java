package everymode.model.veegan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.model.gan.GanSettings;
import everymode.model.gan.TwoPlayers;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.train.Model;
import everymode.train.Stage;
import everymode.train.StepContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// Generator and reconstructor against a discriminator of pairs. The optimal discriminator's logit
/// is `ln q(x, z) − ln p(x, z)` for generated pairs q and real pairs p, and the generator minimises
/// exactly that.
final class VeeganModel implements Model {

  private final double weight;
  private final Domain domain;
  private final Prior prior;
  private final Layer generator;
  private final Layer reconstructor;
  private final JointDiscriminator discriminator;
  private final TwoPlayers players; // generator and reconstructor against discriminator

  VeeganModel(VeeganConfig config, Dataset data, RandomKey init) {
    GanSettings settings = config.settings();
    weight = config.weight();
    domain = data.domain();
    prior = config.prior().build(init.fold("prior"));
    long[] shape = domain.shape();
    int dim = prior.dim();
    generator = settings.newGenerator(dim, domain, init.fold("generator"));
    reconstructor = config.reconstructor().discriminator(shape, dim, init.fold("reconstructor"));
    discriminator =
        new JointDiscriminator(settings.discriminator(), dim, shape, init.fold("critic"));
    Map<String, Layer> parts = new LinkedHashMap<>();
    parts.put("network", generator);
    parts.put("reconstructor", reconstructor);
    players = new TwoPlayers(settings, data, prior, parts, discriminator);
  }

  @Override
  public Optional<Stage> stage(int index) {
    return index > 0
        ? Optional.empty()
        : Optional.of(players.game(this::discriminatorLoss, this::generatorLoss, List.of()));
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

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(
        Sampler.blocks((n, key) -> {
          Tensor z = prior.sample(n, key, players.use()).z();
          return domain.decode(generator.apply(z, players.use()));
        }));
  }

  @Override
  public void finish() {
    players.finish();
  }

  @Override
  public void state(StateVisitor s) {
    players.state(s);
  }
}
