package everymode.model.veegan;

import everymode.data.Dataset;
import everymode.model.gan.Gan;
import everymode.model.gan.GanOptions;
import everymode.nn.Architecture;
import everymode.prior.Normal;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;

/// The adversarial network that must be able to go back from samples to latents.
public final class Veegan implements Family<VeeganConfig> {

  private static final double WEIGHT = 0.1;

  /// For `ServiceLoader`.
  public Veegan() {}

  @Override
  public String name() {
    return "veegan";
  }

  @Override
  public String summary() {
    return "an adversarial network that must find its way back from samples to latents";
  }

  /// No more latent numbers than a sample has: else no way back is exact.
  @Override
  public VeeganConfig defaults(Dataset data) {
    var plain = new Gan().defaults(data);
    GanOptions options = plain.options();
    int dim = Math.min(plain.prior().dim(), Architecture.size(data.domain().shape()));
    return new VeeganConfig(new Normal(dim), options.discriminator(), WEIGHT, options);
  }

  @Override
  public Model build(VeeganConfig config, Dataset data, RandomKey init) {
    return new VeeganModel(config, data, init);
  }
}
