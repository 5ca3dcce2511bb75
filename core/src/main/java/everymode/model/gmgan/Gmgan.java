package everymode.model.gmgan;

import everymode.config.Require;
import everymode.data.Dataset;
import everymode.loss.AdversarialObjectives;
import everymode.loss.ClassLoss;
import everymode.model.gan.Gan;
import everymode.model.gan.GanModel;
import everymode.model.gan.GanSettings;
import everymode.model.gan.R3gan;
import everymode.prior.FixedMixture;
import everymode.prior.GaussianMixturePrior;
import everymode.prior.LearnedMixture;
import everymode.prior.NormalPrior;
import everymode.prior.UniformPrior;
import everymode.random.RandomKey;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import everymode.train.Action;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import everymode.train.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;

/// The adversarial network with a mixture of Gaussians as its latent distribution.
public final class Gmgan implements Family<GmganConfig> {

  private static final double COLLAPSED = 0.01;
  private static final Optional<String> SOFTMAX = Optional.of("softmax");

  @Override
  public String name() {
    return "gmgan";
  }

  @Override
  public String summary() {
    return "an adversarial network whose latent distribution is a mixture of Gaussians";
  }

  /// One Gaussian per known mode or class of the data, or ten if there are none; the paired loss
  /// with both penalties, if the supervision allows it.
  @Override
  public GmganConfig defaults(DefaultsContext context) {
    Dataset data = context.data();
    int classes = data.classes().isEmpty() ? 10 : data.classes().size();
    int components = data.modes() == null ? classes : data.modes().share().length;
    boolean paired = !context.chosen().apply("supervision").equals(SOFTMAX);
    var plain = new Gan().defaults(context.costing(paired ? R3gan.COST : 1));
    double range = data.domain().numeric() ? 1 : 0.1;
    return new GmganConfig(
        new FixedMixture(
            plain.prior().dim(),
            components,
            range,
            0.15,
            FixedMixture.SigmaType.STANDARD_DEVIATION),
        GmganConfig.Supervision.NONE,
        paired ? R3gan.paired(plain.settings(), name()) : plain.settings());
  }

  @Override
  public Model build(BuildContext<GmganConfig> context) {
    GmganConfig config = context.config();
    RandomKey key = context.key();
    GaussianMixturePrior prior =
        switch (config.prior()) {
          case FixedMixture fixed -> fixed.build(key.fold("prior"));
          case LearnedMixture learned -> learned.build(key.fold("prior"));
          case NormalPrior _, UniformPrior _ ->
              throw new IllegalArgumentException(
                  "prior must be of type mixture or learned for gmgan; for another latent distribution"
                      + " train the family gan");
        };
    AdversarialObjectives objectives = objectives(config, context.data(), prior.components());
    int classes = objectives instanceof ClassLoss loss ? loss.classes() : 0;
    var additions =
        new GanModel.Additions(
            List.of(),
            _ -> monitors(prior, config.settings()),
            game -> sampler(game, prior, classes),
            () -> warnings(prior),
            GanModel.Part.NONE);
    return new GanModel(config.settings(), prior, objectives, context.data(), key, additions);
  }

  private static Sampler sampler(GanModel game, GaussianMixturePrior prior, int classes) {
    MixtureAdjustment none = MixtureAdjustment.none(prior.components());
    return classes == 0
        ? new GaussianSampler(game, prior, none)
        : new ClassSampler(game, prior, none, classes);
  }

  /// A learned prior may collapse: its narrowest and widest axes are reported with the losses.
  private static List<Action> monitors(GaussianMixturePrior prior, GanSettings settings) {
    return prior.parameters().isEmpty()
        ? List.of()
        : settings.extremes("narrowest axis", "widest axis", () -> axes(prior));
  }

  private static DoubleStream axes(GaussianMixturePrior prior) {
    return Arrays.stream(prior.deviations()).flatMapToDouble(Arrays::stream);
  }

  private static List<String> warnings(GaussianMixturePrior prior) {
    double threshold = COLLAPSED * prior.firstDeviation();
    double[][] deviations = prior.deviations();
    return IntStream.range(0, deviations.length)
        .filter(k -> DoubleStream.of(deviations[k]).max().orElse(0) < threshold)
        .mapToObj(k ->
            "Gaussian "
                + k
                + " has shrunk to less than a hundredth of its initial standard deviation; its samples are nearly identical.")
        .toList();
  }

  /// Gaussian k represents class k mod N.
  private static AdversarialObjectives objectives(
      GmganConfig config, Dataset data, int components) {
    if (config.supervision() == GmganConfig.Supervision.NONE) {
      return config.settings().objectives();
    }
    int classes = ClassLoss.classes(data, "supervision");
    Require.that(
        components >= classes,
        "prior.components must be at least the number of classes, "
            + classes
            + ", with supervision",
        components);
    return new ClassLoss(
        config.supervision() == GmganConfig.Supervision.SIGMOID
            ? ClassLoss.Kind.SIGMOID
            : ClassLoss.Kind.SOFTMAX,
        classes,
        config.settings().loss(),
        config.settings().penalties(),
        component -> component.remainder(new Scalar(classes)));
  }
}
