package everymode.model.acgan;

import everymode.loss.ClassLoss;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.model.gan.GanSettings;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import java.util.function.UnaryOperator;

/// The class-conditional adversarial network whose discriminator also predicts the class.
public final class Acgan implements Family<GanConfig> {

  @Override
  public String name() {
    return "acgan";
  }

  @Override
  public String summary() {
    return "a class-conditional adversarial network whose discriminator also predicts the class";
  }

  @Override
  public boolean supervised() {
    return true;
  }

  @Override
  public GanConfig defaults(DefaultsContext context) {
    return new Gan().defaults(context);
  }

  @Override
  public Model build(BuildContext<GanConfig> context) {
    GanSettings settings = context.config().settings();
    int classes = ClassLoss.classes(context.data(), "acgan");
    RandomKey key = context.key();
    OneHotPrior prior = new OneHotPrior(context.config().prior().build(key.fold("prior")), classes);
    return new GanModel(
        settings,
        prior,
        new ClassLoss(
            ClassLoss.Kind.AUXILIARY,
            classes,
            settings.loss(),
            settings.penalties(),
            UnaryOperator.identity()),
        context.data(),
        key,
        GanModel.Additions.sampler(game -> new ClassSampler(game, prior)));
  }
}
