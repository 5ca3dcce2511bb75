package everymode.model.veegan;

import everymode.model.gan.Gan;
import everymode.model.gan.GanSettings;
import everymode.nn.Architecture;
import everymode.prior.NormalPrior;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;

/// The adversarial network with a reconstructor that maps samples back to latents.
public final class Veegan implements Family<VeeganConfig> {

  private static final double WEIGHT = 0.1;
  private static final double COST = 2; // of a step, as a multiple of that of `gan`

  @Override
  public String name() {
    return "veegan";
  }

  @Override
  public String summary() {
    return "an adversarial network with a reconstructor that maps samples back to latents";
  }

  /// The latent dimension is at most that of a sample: otherwise no reconstruction is exact.
  @Override
  public VeeganConfig defaults(DefaultsContext context) {
    var plain = new Gan().defaults(context.costing(COST));
    GanSettings settings = plain.settings();
    int dim = Math.min(plain.prior().dim(), Architecture.size(context.data().domain().shape()));
    return new VeeganConfig(new NormalPrior(dim), settings.discriminator(), WEIGHT, settings);
  }

  @Override
  public Model build(BuildContext<VeeganConfig> context) {
    return new VeeganModel(context.config(), context.data(), context.key());
  }
}
