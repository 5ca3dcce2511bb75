package everymode.model.acgan;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.loss.ByClass;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
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
  public Model build(GanConfig config, Dataset data, Chance init) {
    int classes = data.classes().size();
    if (classes == 0 || data.train().label() == null) {
      throw new IllegalArgumentException(
          "acgan needs data with classes, but '%s' has none; name their column with --label"
              .formatted(data.name()));
    }
    if (!config.game().penalties().isEmpty()) {
      throw new IllegalArgumentException(
          "penalties must be empty for acgan, whose critic has a score for each class");
    }
    if (config.game().loss().relativistic()) {
      throw new IllegalArgumentException("loss must not be relativistic for acgan");
    }
    Labelled prior = new Labelled(config.prior().build(init.at("prior")), classes);
    ByClass rules =
        new ByClass(
            ByClass.Kind.AUXILIARY, classes, config.game().loss(), UnaryOperator.identity());
    return new AcganModel(new GanModel(config.game(), prior, rules, data, init), prior);
  }
}
