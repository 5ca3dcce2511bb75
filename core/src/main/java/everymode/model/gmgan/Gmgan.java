package everymode.model.gmgan;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.loss.AdversarialObjectives;
import everymode.loss.ClassLoss;
import everymode.model.gan.Gan;
import everymode.model.gan.GanModel;
import everymode.prior.GaussianMixturePrior;
import everymode.prior.Learned;
import everymode.prior.Mixture;
import everymode.random.RandomKey;
import everymode.train.Family;
import everymode.train.Model;
import org.bytedeco.pytorch.Scalar;

/// The adversarial network with a mixture of Gaussians as its latent law.
public final class Gmgan implements Family<GmganConfig> {

  /// For `ServiceLoader`.
  public Gmgan() {}

  @Override
  public String name() {
    return "gmgan";
  }

  @Override
  public String summary() {
    return "an adversarial network whose latent law is a mixture of Gaussians";
  }

  /// As many Gaussians as the data have known modes or classes, else ten.
  @Override
  public GmganConfig defaults(Dataset data) {
    int classes = data.classes().isEmpty() ? 10 : data.classes().size();
    int components = data.modes() == null ? classes : data.modes().share().length;
    var plain = new Gan().defaults(data);
    double range = data.domain() instanceof Domain.Images ? 0.1 : 1;
    return new GmganConfig(
        new Mixture(
            plain.prior().dim(), components, range, 0.15, Mixture.SigmaType.STANDARD_DEVIATION),
        GmganConfig.Supervision.NONE,
        plain.options());
  }

  @Override
  public Model build(GmganConfig config, Dataset data, RandomKey init) {
    GaussianMixturePrior prior =
        switch (config.prior()) {
          case Mixture fixed -> fixed.build(init.fold("prior"));
          case Learned learned -> learned.build(init.fold("prior"));
          default ->
              throw new IllegalArgumentException(
                  "prior must be of type mixture or learned for gmgan; for another law train the"
                      + " family gan");
        };
    AdversarialObjectives objectives = rules(config, data, prior.components());
    GanModel game = new GanModel(config.options(), prior, objectives, data, init);
    return new GmganModel(
        game, prior, objectives instanceof ClassLoss(_, int classes, _, _) ? classes : 0);
  }

  /// Gaussian k stands for class k mod N.
  private static AdversarialObjectives rules(GmganConfig config, Dataset data, int components) {
    if (config.supervision() == GmganConfig.Supervision.NONE) {
      return AdversarialObjectives.plain(config.options().loss(), config.options().penalties());
    }
    int classes = data.classes().size();
    if (classes == 0 || data.train().label() == null) {
      throw new IllegalArgumentException(
          "supervision needs data with classes, but '%s' has none; name their column with --label"
              .formatted(data.name()));
    }
    if (components < classes) {
      throw new IllegalArgumentException(
          "prior.components must be at least the number of classes, %d, with supervision, but is %d"
              .formatted(classes, components));
    }
    return new ClassLoss(
        config.supervision() == GmganConfig.Supervision.SIGMOID
            ? ClassLoss.Kind.SIGMOID
            : ClassLoss.Kind.SOFTMAX,
        classes,
        config.options().loss(),
        component -> component.remainder(new Scalar(classes)));
  }
}
