package everymode.model.gan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.loss.UnrollOptions;
import everymode.nn.Activation;
import everymode.nn.Dcgan;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.prior.Normal;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Optimizer;
import java.util.List;

/// The plain generative adversarial network.
public final class Gan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public Gan() {}

  @Override
  public String name() {
    return "gan";
  }

  @Override
  public String summary() {
    return "the plain generative adversarial network, the baseline of all others";
  }

  @Override
  public GanConfig defaults(Dataset data) {
    return switch (data.domain()) {
      case Domain.Points _, Domain.Table _ -> points();
      case Domain.Images(int _, int height, int width) ->
          height * width <= 256 ? small() : images();
    };
  }

  private static GanConfig points() {
    return new GanConfig(
        new Normal(10),
        new GanOptions(
            5_000,
            128,
            Mlp.of(128, 128),
            Mlp.of(128, 128),
            AdversarialLoss.STANDARD,
            List.of(),
            1,
            UnrollOptions.NONE,
            1,
            Optimizer.Adam.of(1e-3),
            Optimizer.Adam.of(1e-3),
            0.999));
  }

  private static GanConfig small() {
    return new GanConfig(
        new Normal(64),
        new GanOptions(
            4_000,
            128,
            new Mlp(List.of(256, 256), Activation.LEAKY_RELU, new Norm.Batch(), 0),
            Mlp.of(256, 256),
            AdversarialLoss.STANDARD,
            List.of(),
            1,
            UnrollOptions.NONE,
            1,
            Optimizer.Adam.of(1e-3),
            Optimizer.Adam.of(1e-3),
            0.999));
  }

  private static GanConfig images() {
    return new GanConfig(
        new Normal(100),
        new GanOptions(
            25_000,
            64,
            new Dcgan(64, new Norm.Batch()),
            new Dcgan(64, new Norm.Batch()),
            AdversarialLoss.STANDARD,
            List.of(),
            1,
            UnrollOptions.NONE,
            1,
            Optimizer.Adam.of(2e-4),
            Optimizer.Adam.of(2e-4),
            0.999));
  }

  @Override
  public Model build(GanConfig config, Dataset data, RandomKey init) {
    return new GanModel(config, data, init);
  }
}
