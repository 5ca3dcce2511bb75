package everymode.model.gan;

import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.loss.UnrollSettings;
import everymode.nn.Activation;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.prior.NormalPrior;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Optimizer;
import java.util.List;

/// The plain generative adversarial network.
public final class Gan implements Family<GanConfig> {

  @Override
  public String name() {
    return "gan";
  }

  @Override
  public String summary() {
    return "the plain generative adversarial network, the baseline of all others";
  }

  @Override
  public GanConfig defaults(DefaultsContext context) {
    var batchNorm = new Norm.Batch();
    Domain domain = context.data().domain();
    return switch (domain) {
      case Domain.Points _, Domain.Table _ ->
          config(10, 5_000, 128, Mlp.of(128, 128), Mlp.of(128, 128), 1e-3);
      case Domain.Images(int _, int height, int width)
          when height * width <= 256 || !Dcgan.fits(domain.shape()) ->
          config(
              64,
              4_000,
              128,
              new Mlp(List.of(256, 256), Activation.LEAKY_RELU, batchNorm, 0),
              Mlp.of(256, 256),
              1e-3);
      case Domain.Images _ ->
          config(100, 25_000, 64, new Dcgan(64, batchNorm), new Dcgan(64, batchNorm), 2e-4);
    };
  }

  private static GanConfig config(
      int dim,
      long steps,
      int batchSize,
      Architecture generator,
      Architecture discriminator,
      double rate) {
    return new GanConfig(
        new NormalPrior(dim),
        new GanSettings(
            steps,
            batchSize,
            generator,
            discriminator,
            AdversarialLoss.STANDARD,
            List.of(),
            1,
            UnrollSettings.NONE,
            1,
            Optimizer.Adam.of(rate),
            Optimizer.Adam.of(rate),
            0.999));
  }

  @Override
  public Model build(BuildContext<GanConfig> context) {
    return new GanModel(context.config(), context.data(), context.key());
  }
}
