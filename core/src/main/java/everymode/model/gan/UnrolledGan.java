package everymode.model.gan;

import everymode.data.Dataset;
import everymode.loss.UnrollOptions;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;

/// Unrolled GAN: the generator descends against the critic as it would be five steps later.
///
/// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks", ICLR
/// 2017. The networks are those of [Gan], not the paper's.
public final class UnrolledGan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public UnrolledGan() {}

  @Override
  public String name() {
    return "unrolled";
  }

  @Override
  public String summary() {
    return "an adversarial network whose generator looks some steps of the critic ahead";
  }

  @Override
  public GanConfig defaults(Dataset data) {
    GanConfig plain = new Gan().defaults(data);
    return new GanConfig(plain.prior(), plain.options().unrolled(new UnrollOptions(5, true)));
  }

  @Override
  public Model build(GanConfig config, Dataset data, RandomKey init) {
    return new GanModel(config, data, init);
  }
}
