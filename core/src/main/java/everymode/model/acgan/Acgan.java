package everymode.model.acgan;

import everymode.data.Dataset;
import everymode.loss.ClassLoss;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.model.gan.GanOptions;
import everymode.random.RandomKey;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import java.util.function.UnaryOperator;

/// The class-conditional adversarial network whose discriminator also predicts the class.
public final class Acgan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public Acgan() {}

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
    GanOptions options = context.config().options();
    Dataset data = context.data();
    int classes = data.classes().size();
    if (classes == 0 || data.train().label() == null) {
      throw new IllegalArgumentException(
          "acgan needs data with classes, but '%s' has none; give the class column with --label"
              .formatted(data.name()));
    }
    if (!options.penalties().isEmpty()) {
      throw new IllegalArgumentException(
          "penalties must be empty for acgan, whose discriminator has a score for each class");
    }
    if (options.loss().relativistic()) {
      throw new IllegalArgumentException("loss must not be relativistic for acgan");
    }
    RandomKey key = context.key();
    OneHotPrior prior = new OneHotPrior(context.config().prior().build(key.fold("prior")), classes);
    ClassLoss objectives =
        new ClassLoss(ClassLoss.Kind.AUXILIARY, classes, options.loss(), UnaryOperator.identity());
    return new GanModel(
        options,
        prior,
        objectives,
        data,
        key,
        GanModel.Additions.sampler(game -> new ClassSampler(game, prior)));
  }
}
