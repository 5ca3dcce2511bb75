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
import java.util.Optional;

/// The default game by kind and size of the data: the best that we know for ten minutes of one CPU
/// core where images have sides up to 32, and for 90 seconds on points and on images of at most 256
/// pixels. How it was chosen: `docs/adr/0020-measured-defaults.md`.
final class GanDefaults {

  private static final Norm BATCH = new Norm.Batch();

  // The second is for sides that cannot be halved twice.
  private static final List<Hybrid> HYBRIDS = List.of(hybrid(List.of(16, 4)), hybrid(List.of(4)));

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
              Mlp.of(128, 128),
              Mlp.of(128, 128),
              steps(15_000, share),
              new Rate(1e-3, 0.5, 0.999, 0.05));
      case Domain.Images(int _, int height, int width) when height * width <= 256 ->
          perceptrons(share);
      case Domain.Images(int channels, int height, int width)
          when channels == 1 && Math.max(height, width) <= 32 && hybrid(domain).isPresent() ->
          game(
              64,
              hybrid(domain).orElseThrow(),
              Mlp.of(256, 256),
              steps(25_000, share),
              new Rate(2e-3, 0, 0.99, 0.1));
      case Domain.Images(int _, int height, int _) when Dcgan.fits(domain.shape()) ->
          height <= 32
              ? convolutions(24, steps(5_000, share))
              : convolutions(64, steps(25_000, share));
      case Domain.Images _ -> perceptrons(share);
    };
  }

  private static Hybrid hybrid(List<Integer> channels) {
    return new Hybrid(List.of(256), channels, BATCH);
  }

  private static Optional<Hybrid> hybrid(Domain domain) {
    return HYBRIDS.stream().filter(each -> each.fits(domain.shape())).findFirst();
  }

  /// The number of steps that takes a share of the time, in two digits.
  private static long steps(long all, double share) {
    return BigDecimal.valueOf(all * share).round(new MathContext(2)).longValue();
  }

  private static GanConfig perceptrons(double share) {
    Mlp generator = new Mlp(List.of(256, 256), Activation.LEAKY_RELU, BATCH, 0);
    return game(
        64, generator, Mlp.of(256, 256), steps(12_000, share), new Rate(1e-3, 0.5, 0.999, 1));
  }

  private static GanConfig convolutions(int channels, long steps) {
    Architecture net = new Dcgan(channels, BATCH);
    return game(100, net, net, steps, new Rate(2e-4, 0.5, 0.999, 1));
  }

  /// Adam's rate and moments; the rate falls to `last` times itself in the second half.
  private record Rate(double first, double beta1, double beta2, double last) {

    Optimizer over(long steps) {
      Decay decay = last == 1 ? new Decay.None() : new Decay.Linear(steps / 2, steps, last);
      return new Optimizer.Adam(first, beta1, beta2, 1e-8, decay);
    }
  }

  private static GanConfig game(
      int dim, Architecture generator, Architecture discriminator, long steps, Rate rate) {
    boolean convolutions = discriminator instanceof Dcgan;
    return new GanConfig(
        new NormalPrior(dim),
        new GanSettings(
            steps,
            convolutions ? 64 : 128,
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
