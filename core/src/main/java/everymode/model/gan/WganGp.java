package everymode.model.gan;

import everymode.data.Dataset;
import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Optimizer;
import java.util.List;

/// WGAN-GP: the critic estimates the earth mover's distance, at slopes near 1.
///
/// *Source:* Gulrajani, Ahmed, Arjovsky, Dumoulin and Courville, "Improved training of Wasserstein
/// GANs", NeurIPS 2017: weight 10, five descents of the critic in a step, Adam with β = (0.5, 0.9).
/// The networks are those of [Gan], without normalisation in the critic, as the paper asks.
public final class WganGp implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public WganGp() {}

  @Override
  public String name() {
    return "wgan-gp";
  }

  @Override
  public String summary() {
    return "a Wasserstein network whose critic pays for slopes other than 1";
  }

  @Override
  public GanConfig defaults(Dataset data) {
    GanConfig plain = new Gan().defaults(data);
    double rate = plain.options().generatorOptimizer().learningRate();
    return new GanConfig(
        plain.prior(),
        plain
            .options()
            .priced(
                new AdversarialLoss(AdversarialLoss.Form.WASSERSTEIN, false),
                List.of(Penalty.Gradient.defaults()))
            .descending(5, new Optimizer.Adam(rate, 0.5, 0.9, 1e-8)));
  }

  @Override
  public Model build(GanConfig config, Dataset data, RandomKey init) {
    return new GanModel(config, data, init);
  }
}
