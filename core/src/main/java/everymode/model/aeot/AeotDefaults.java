package everymode.model.aeot;

import everymode.data.Domain;
import everymode.model.gan.GanSettings;
import everymode.model.gan.R3gan;
import everymode.nn.Activation;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Hybrid;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.train.DefaultsContext;
import everymode.train.Optimizer;
import everymode.transport.Extension;
import everymode.transport.HeightRule;
import everymode.transport.TransportSettings;
import java.util.List;

/// Default configurations by kind and size of the data.
final class AeotDefaults {

  private static final Norm BATCH = new Norm.Batch();

  private static final int FEW_DIMENSIONS = 8;

  private AeotDefaults() {}

  /// Networks and steps of an autoencoder.
  private record Pair(
      int latentDim, Architecture encoder, Architecture decoder, long steps, long refineSteps) {

    AutoencoderSettings settings() {
      return new AutoencoderSettings(
          latentDim,
          encoder,
          steps,
          refineSteps,
          128,
          1e-5,
          new Optimizer.Adam(1e-3, 0.9, 0.999, 1e-8));
    }
  }

  private static Pair pair(DefaultsContext context) {
    Domain domain = context.data().domain();
    return switch (domain) {
      case Domain.Points _, Domain.Table _ ->
          new Pair(0, Mlp.of(128, 128), Mlp.of(128, 128), 4_000, 1_000);
      case Domain.Images(int _, int height, int width) when height * width <= 256 ->
          perceptrons(16);
      case Domain.Images(int channels, int height, int width)
          when Math.max(height, width) <= 32 && hybrid(channels).fits(domain.shape()) ->
          channels == 1
              ? new Pair(64, hybrid(channels), hybrid(channels), 4_000, 1_000)
              : new Pair(128, hybrid(channels), hybrid(channels), 2_000, 500);
      case Domain.Images _ when Dcgan.fits(domain.shape()) ->
          new Pair(100, new Dcgan(64, BATCH), new Dcgan(64, BATCH), 10_000, 2_000);
      case Domain.Images _, Domain.Grid _ -> perceptrons(64);
    };
  }

  private static Hybrid hybrid(int channels) {
    return new Hybrid(List.of(256), channels == 1 ? List.of(32, 16) : List.of(64, 32), BATCH);
  }

  private static Pair perceptrons(int latentDim) {
    Mlp net = new Mlp(List.of(256, 256), Activation.LEAKY_RELU, BATCH, 0);
    return new Pair(latentDim, net, net, 4_000, 1_000);
  }

  private static boolean few(DefaultsContext context) {
    Domain domain = context.data().domain();
    return domain.image().isEmpty() && Architecture.size(domain.shape()) <= FEW_DIMENSIONS;
  }

  /// In many dimensions a point is about as far from the centre of its own cell as from others, so
  /// that barycentric weights would always meet half way; and most planes that are high together
  /// are of targets far apart: of the codes of MNIST half of them are of another class, but a tenth
  /// of those within 1.1 spacings. Places reach past both codes, so that their variance stays.
  private static Extension extension(DefaultsContext context) {
    return few(context)
        ? Extension.defaults()
        : new Extension(
            Extension.Form.PAIRS,
            20,
            new Extension.Threshold.Spacing(1.1, 3),
            Extension.SPREAD,
            Extension.Edges.KEEP);
  }

  private static int targets(DefaultsContext context) {
    return Math.min(few(context) ? 5_000 : 10_000, context.data().train().size());
  }

  /// In many dimensions all cells border on one another, so the temperature may fall faster, and
  /// the masses of ten thousand cells are not needed to a tenth.
  private static TransportSettings transport(DefaultsContext context) {
    TransportSettings plain = TransportSettings.defaults();
    if (few(context)) {
      return plain;
    }
    return new TransportSettings(
        new HeightRule.Sinkhorn(0.85, 0.5, 10),
        plain.source(),
        plain.samples(),
        4 * plain.samples(),
        plain.patience(),
        plain.boxStart(),
        0.25,
        400);
  }

  static AutoencoderConfig autoencoder(DefaultsContext context) {
    Pair pair = pair(context);
    if (pair.latentDim() == 0) {
      int dim = Architecture.size(context.data().domain().shape());
      pair = new Pair(dim, pair.encoder(), pair.decoder(), pair.steps(), pair.refineSteps());
    }
    return new AutoencoderConfig(pair.decoder(), pair.settings(), targets(context));
  }

  static AeotConfig aeot(DefaultsContext context) {
    Pair pair = pair(context);
    return new AeotConfig(
        pair.decoder(), pair.settings(), targets(context), transport(context), extension(context));
  }

  /// The game of `r3gan`, for the time that the autoencoder leaves, with its generator as decoder.
  static AeotganConfig aeotgan(DefaultsContext context) {
    Pair pair = pair(context);
    boolean coded = pair.latentDim() > 0;
    double cost = coded ? 2.5 : 1.5; // of a step, and of what comes before
    GanSettings game = new R3gan().defaults(context.costing(cost)).settings();
    return new AeotganConfig(
        pair.settings(),
        targets(context),
        transport(context),
        extension(context),
        1,
        0,
        new GanSettings(
            game.steps(),
            game.batchSize(),
            game.generator(),
            game.discriminator(),
            game.loss(),
            game.penalties(),
            1,
            game.unroll(),
            1,
            coded ? slower(game.generatorOptimizer()) : game.generatorOptimizer(),
            game.discriminatorOptimizer(),
            game.emaDecay()));
  }

  /// A decoder that reconstructs need not move as fast as a generator that begins from nothing.
  private static Optimizer slower(Optimizer optimizer) {
    return optimizer instanceof Optimizer.Adam(var rate, var beta1, var beta2, var eps, var decay)
        ? new Optimizer.Adam(rate / 2, beta1, beta2, eps, decay)
        : optimizer;
  }
}
