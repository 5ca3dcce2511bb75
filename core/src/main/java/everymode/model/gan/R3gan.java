package everymode.model.gan;

import everymode.data.Dataset;
import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;
import java.util.List;

/// The loss of R3GAN: relativistic pairing with R1 and R2.
///
/// *Source:* Huang, Gokaslan, Kuleshov and Tompkin, "The GAN is dead; long live the GAN! A modern
/// baseline GAN", NeurIPS 2024. *Differences:* the loss alone; the networks are those of [Gan],
/// without normalisation in the critic, whose slopes are priced a sample.
public final class R3gan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public R3gan() {}

  @Override
  public String name() {
    return "r3gan";
  }

  @Override
  public String summary() {
    return "a network of paired scores with prices on slopes at real and generated samples";
  }

  @Override
  public GanConfig defaults(Dataset data) {
    GanConfig plain = new Gan().defaults(data);
    return new GanConfig(
        plain.prior(),
        plain
            .options()
            .priced(
                new AdversarialLoss(AdversarialLoss.Form.NON_SATURATING, true),
                List.of(new Penalty.R1(1), new Penalty.R2(1))));
  }

  @Override
  public Model build(GanConfig config, Dataset data, RandomKey init) {
    return new GanModel(config, data, init);
  }
}
