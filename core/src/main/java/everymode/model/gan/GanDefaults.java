package everymode.model.gan;

import everymode.data.Domain;
import everymode.loss.AdversarialLoss;
import everymode.loss.UnrollSettings;
import everymode.nn.Activation;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Hybrid;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.prior.NormalPrior;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import everymode.train.Optimizer;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/// The default game by kind and size of the data: the best that we know for ten minutes of one CPU
/// core where images have sides up to 32, and for 90 seconds on points and on images of at most 256
/// pixels. How it was chosen: `docs/adr/0020-measured-defaults.md`.
final class GanDefaults {

  private static final Norm BATCH = new Norm.Batch();

  private static final Hybrid GREY = new Hybrid(List.of(256), List.of(8), BATCH);
  private static final Hybrid COLOUR = new Hybrid(List.of(256), List.of(32, 16), BATCH);
  private static final Hybrid DEEP = new Hybrid(List.of(256), List.of(64, 32, 16), BATCH);

  private GanDefaults() {}

  /// The standard game: the non-saturating loss without penalties.
  ///
  /// @param context its share decides the number of steps
  static GanConfig of(DefaultsContext context) {
    double share = context.share();
    Domain domain = context.data().domain();
    return switch (domain) {
      case Domain.Points _, Domain.Table _ ->
          game(
              10,
              128,
              Mlp.of(128, 128),
              Mlp.of(128, 128),
              steps(40_000, share),
              new Rate(1e-3, 0.5, 0.999, 0.5, 0.05));
      case Domain.Grid _ -> perceptrons(share);
      case Domain.Images(int _, int height, int width) when height * width <= 256 ->
          perceptrons(share);
      case Domain.Images(int channels, int height, int width)
          when channels == 1 && Math.max(height, width) <= 32 && GREY.fits(domain.shape()) ->
          textured(GREY, Mlp.of(256, 256), steps(29_000, share));
      case Domain.Images(int _, int height, int width)
          when Math.max(height, width) <= 32 && COLOUR.fits(domain.shape()) ->
          textured(
              DEEP.fits(domain.shape()) ? DEEP : COLOUR, COLOUR.withoutNorm(), steps(6_000, share));
      case Domain.Images _ when Dcgan.fits(domain.shape()) -> {
        Dcgan net = new Dcgan(64, BATCH);
        yield game(100, 64, net, net, steps(25_000, share), Rate.constant(2e-4));
      }
      case Domain.Images _ -> perceptrons(share);
    };
  }

  private static GanConfig textured(Hybrid generator, Architecture discriminator, long steps) {
    return game(64, 128, generator, discriminator, steps, new Rate(2e-3, 0, 0.99, 2.0 / 3, 0.1));
  }

  /// The number of steps that takes a share of the time, in two digits.
  private static long steps(long all, double share) {
    return BigDecimal.valueOf(all * share).round(new MathContext(2)).longValue();
  }

  private static GanConfig perceptrons(double share) {
    Mlp generator = new Mlp(List.of(256, 256), Activation.LEAKY_RELU, BATCH, 0);
    return game(64, 128, generator, Mlp.of(256, 256), steps(12_000, share), Rate.constant(1e-3));
  }

  /// Adam's rate and moments; from a share of the steps on, the rate falls to `last` times itself.
  private record Rate(double first, double beta1, double beta2, double from, double last) {

    static Rate constant(double rate) {
      return new Rate(rate, 0.5, 0.999, 1, 1);
    }

    Optimizer over(long steps) {
      Decay decay =
          last == 1 ? new Decay.None() : new Decay.Linear(Math.round(steps * from), steps, last);
      return new Optimizer.Adam(first, beta1, beta2, 1e-8, decay);
    }
  }

  private static GanConfig game(
      int dim,
      int batchSize,
      Architecture generator,
      Architecture discriminator,
      long steps,
      Rate rate) {
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
            rate.over(steps),
            rate.over(steps),
            0.999));
  }
}
