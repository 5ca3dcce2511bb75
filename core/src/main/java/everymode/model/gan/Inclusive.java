package everymode.model.gan;

import everymode.loss.AdversarialObjectives;
import everymode.loss.ImleTerm;
import everymode.prior.Prior;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// A generative adversarial network whose generator also minimises the distance from each real row
/// to its nearest generated sample (implicit maximum likelihood).
///
/// *Source:* Yu, Li, Zhou, Malik, Davis and Fritz, "Inclusive GAN: improving data and minority
/// coverage in generative models", ECCV 2020. *Differences:* the term alone, with the Euclidean
/// distance in model units, and the nearest of a pool that is redrawn at each step; the networks
/// are those of [Gan].
public final class Inclusive implements Family<InclusiveConfig> {

  private static final double COST = 2.5; // of a step, as a multiple of that of `gan`

  @Override
  public String name() {
    return "inclusive";
  }

  @Override
  public String summary() {
    return "a generative adversarial network that also pulls its nearest samples towards real rows";
  }

  @Override
  public InclusiveConfig defaults(DefaultsContext context) {
    GanConfig plain = new Gan().defaults(context.costing(COST));
    return new InclusiveConfig(plain.prior(), 1, 4, plain.settings());
  }

  @Override
  public Model build(BuildContext<InclusiveConfig> context) {
    InclusiveConfig config = context.config();
    GanSettings settings = config.settings();
    Prior prior = config.prior().build(context.key().fold("prior"));
    AdversarialObjectives objectives =
        settings
            .objectives()
            .plus(config.weight(), generated -> new ImleTerm(prior, generated, config.pool()));
    return new GanModel(
        settings, prior, objectives, context.data(), context.key(), GanModel.Additions.NONE);
  }
}
