package everymode.model.gan;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;

/// PacGAN: the critic judges packs of samples, so that it sees when they are all alike.
///
/// *Source:* Lin, Khetan, Fanti and Oh, "PacGAN: the power of two samples in generative adversarial
/// networks", NeurIPS 2018. The networks are those of [Gan], not the paper's.
public final class Pacgan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public Pacgan() {}

  @Override
  public String name() {
    return "pacgan";
  }

  @Override
  public String summary() {
    return "an adversarial network whose critic looks at two samples at once";
  }

  @Override
  public GanConfig defaults(Dataset data) {
    GanConfig plain = new Gan().defaults(data);
    return new GanConfig(plain.prior(), plain.options().packed(2));
  }

  @Override
  public Model build(GanConfig config, Dataset data, RandomKey init) {
    return new GanModel(config, data, init);
  }
}
