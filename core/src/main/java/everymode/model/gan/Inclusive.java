package everymode.model.gan;

import everymode.data.Dataset;
import everymode.loss.AdversarialObjectives;
import everymode.loss.ImleTerm;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;

/// An adversarial network that also pays where no generated sample is near a real one.
///
/// *Source:* Yu, Li, Zhou, Malik, Davis and Fritz, "Inclusive GAN: improving data and minority
/// coverage in generative models", ECCV 2020. *Differences:* the term alone, with Euclid's distance
/// in model units and the nearest among a pool that is fresh at each step; the networks are those
/// of [Gan].
public final class Inclusive implements Family<InclusiveConfig> {

  /// For `ServiceLoader`.
  public Inclusive() {}

  @Override
  public String name() {
    return "inclusive";
  }

  @Override
  public String summary() {
    return "an adversarial network that pulls its nearest samples towards real ones";
  }

  @Override
  public InclusiveConfig defaults(Dataset data) {
    GanConfig plain = new Gan().defaults(data);
    return new InclusiveConfig(plain.prior(), 1, 4, plain.options());
  }

  @Override
  public Model build(InclusiveConfig config, Dataset data, RandomKey init) {
    Prior prior = config.prior().build(init.fold("prior"));
    AdversarialObjectives objectives =
        AdversarialObjectives.plain(config.options().loss(), config.options().penalties())
            .plus(config.weight(), generated -> new ImleTerm(prior, generated, config.pool()));
    return new GanModel(config.options(), prior, objectives, data, init);
  }
}
