package everymode.model.acgan;

import everymode.data.Dataset;
import everymode.loss.ClassLoss;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;
import java.util.function.UnaryOperator;

/// The adversarial network that is told classes and guesses them.
public final class Acgan implements Family<GanConfig> {

  /// For `ServiceLoader`.
  public Acgan() {}

  @Override
  public String name() {
    return "acgan";
  }

  @Override
  public String summary() {
    return "an adversarial network that is told the class, and whose critic guesses it";
  }

  @Override
  public boolean supervised() {
    return true;
  }

  @Override
  public GanConfig defaults(Dataset data) {
    return new Gan().defaults(data);
  }

  @Override
  public Model build(GanConfig config, Dataset data, RandomKey init) {
    int classes = data.classes().size();
    if (classes == 0 || data.train().label() == null) {
      throw new IllegalArgumentException(
          "acgan needs data with classes, but '%s' has none; name their column with --label"
              .formatted(data.name()));
    }
    if (!config.options().penalties().isEmpty()) {
      throw new IllegalArgumentException(
          "penalties must be empty for acgan, whose critic has a score for each class");
    }
    if (config.options().loss().relativistic()) {
      throw new IllegalArgumentException("loss must not be relativistic for acgan");
    }
    OneHotPrior prior = new OneHotPrior(config.prior().build(init.fold("prior")), classes);
    ClassLoss rules =
        new ClassLoss(
            ClassLoss.Kind.AUXILIARY, classes, config.options().loss(), UnaryOperator.identity());
    return new AcganModel(new GanModel(config.options(), prior, rules, data, init), prior);
  }
}
