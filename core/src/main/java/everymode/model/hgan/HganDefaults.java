package everymode.model.hgan;

import everymode.data.Domain;
import everymode.model.autoregressive.AutoregressiveConfig;
import everymode.model.autoregressive.MaskedAutoencoder;
import everymode.model.autoregressive.PixelCnn;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import everymode.train.Optimizer;

/// Default configurations by kind of the data.
final class HganDefaults {

  private HganDefaults() {}

  static HganConfig of(DefaultsContext context) {
    Domain domain = context.data().domain();
    boolean image = domain.image().isPresent();
    GanConfig game = new Gan().defaults(context.costing(image ? 2 : 2.5));
    AutoregressiveConfig alone =
        image ? new PixelCnn().defaults(context) : new MaskedAutoencoder().defaults(context);
    return new HganConfig(
        game.prior(),
        image ? alone : lifelong(alone),
        image ? 0 : 1,
        Distillation.SAMPLES,
        1,
        new Decay.None(),
        image ? new PoolSettings(8_192, 500, 256) : new PoolSettings(8_192, 200, 256),
        image,
        game.settings());
  }

  /// A teacher that is also trained during the game: fewer steps before it, at a rate that stays.
  private static AutoregressiveConfig lifelong(AutoregressiveConfig alone) {
    return new AutoregressiveConfig(
        alone.network(),
        alone.steps() / 6,
        alone.batchSize(),
        alone.optimizer() instanceof Optimizer.Adam(var rate, var beta1, var beta2, var eps, _)
            ? new Optimizer.Adam(rate / 4, beta1, beta2, eps, new Decay.None())
            : alone.optimizer(),
        alone.emaDecay());
  }
}
