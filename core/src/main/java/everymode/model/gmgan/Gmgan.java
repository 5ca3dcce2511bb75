package everymode.model.gmgan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.prior.Mixture;
import everymode.train.Family;
import everymode.train.Model;

/// The adversarial network with a mixture of Gaussians as its latent law.
public final class Gmgan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public Gmgan() {}

  @Override
  public String name() {
    return "gmgan";
  }

  @Override
  public String summary() {
    return "an adversarial network whose latent law is a mixture of Gaussians";
  }

  /// As many Gaussians as the data have known modes or classes, else ten.
  @Override
  public GanConfig defaults(Dataset data) {
    int classes = data.classes().isEmpty() ? 10 : data.classes().size();
    int components = data.modes() == null ? classes : data.modes().share().length;
    GanConfig plain = new Gan().defaults(data);
    double range = data.domain() instanceof Domain.Images ? 0.1 : 1;
    return plain.withPrior(
        new Mixture(plain.prior().dim(), components, range, 0.15, Mixture.Spread.DEVIATION));
  }

  @Override
  public Model build(GanConfig config, Dataset data, Chance init) {
    if (!(config.prior() instanceof Mixture)) {
      throw new IllegalArgumentException(
          "prior must be of type mixture for gmgan; for another law train the family gan");
    }
    return new GmganModel(new GanModel(config, data, init));
  }
}
