package everymode.model.hgan;

import everymode.data.Domain;
import everymode.model.autoregressive.MaskedAutoencoder;
import everymode.model.autoregressive.PixelCnn;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.R3gan;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import java.util.Optional;

/// Default configurations by kind of the data.
final class HganDefaults {

  private HganDefaults() {}

  /// The paired loss, except on small images and where the distillation has a loss of its own. On
  /// larger images, whose teacher is trained too little to be followed to the end, its weight
  /// falls.
  static HganConfig of(DefaultsContext context) {
    Optional<Domain.Images> images = context.data().domain().image();
    boolean image = images.isPresent();
    boolean large = images.filter(of -> of.height() * of.width() > 256).isPresent();
    boolean paired =
        (!image || large)
            && !context.chosen().apply("distillation").equals(Optional.of("three-way"));
    GanConfig game = new Gan().defaults(context.costing(image ? 2 : 4.0 / 3));
    return new HganConfig(
        game.prior(),
        image
            ? new PixelCnn().defaults(context)
            : new MaskedAutoencoder().defaults(context.costing(3)),
        0,
        Distillation.SAMPLES,
        large ? 0.3 : 1,
        large ? new Decay.Linear(0, game.settings().steps() * 2 / 3, 0) : new Decay.None(),
        new PoolSettings(8_192, 500, 256),
        image,
        paired ? R3gan.paired(game.settings(), "hgan") : game.settings());
  }
}
