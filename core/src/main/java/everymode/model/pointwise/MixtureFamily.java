package everymode.model.pointwise;

import everymode.config.Require;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import everymode.sample.OutputRange;
import everymode.train.BuildContext;
import everymode.train.DefaultsContext;
import everymode.train.DensityRatio;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Optimizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/// The common part of the mixture families: everything except the name and the weight update.
sealed interface MixtureFamily extends Family<MixtureConfig> permits Adagan, Bagging, Pointwise {

  /// The default number of rounds.
  int ROUNDS = 4;

  /// The time of a round as a multiple of that of its member's training, about.
  double COST = 1.2;

  /// The default weight update.
  WeightUpdate update();

  @Override
  default MixtureConfig defaults(DefaultsContext context) {
    String base = context.chosen().apply("base").orElse("gan");
    Dataset data = context.data();
    var part = DefaultsContext.of(data).costing(ROUNDS * COST / context.share());
    Record member = Families.named(base).defaults(part);
    return new MixtureConfig(
        base, member, ROUNDS, update(), ratio(data.domain()), new MemberWeights.Uniform(), "", "");
  }

  private static RatioSpec ratio(Domain domain) {
    Architecture net =
        switch (domain) {
          case Domain.Points _, Domain.Table _, Domain.Grid _ -> Mlp.of(64, 64);
          case Domain.Images(int _, int height, int width) ->
              height * width <= 256 || !Dcgan.fits(domain.shape())
                  ? Mlp.of(128, 128)
                  : new Dcgan(16, new Norm.None());
        };
    double noise =
        domain.range() == OutputRange.LINEAR
            ? 0
            : 0.1; // unbounded data have no natural scale for the noise
    return new RatioSpec(
        RatioSpec.Method.AUTO, 0, net, 200, 128, noise, Optimizer.Adam.of(1e-3), 50);
  }

  @Override
  default Model build(BuildContext<MixtureConfig> context) {
    return build(context, Families.named(context.config().base()));
  }

  private static <C extends Record> Model build(
      BuildContext<MixtureConfig> context, Family<C> base) {
    MixtureConfig config = context.config();
    Dataset data = context.data();
    RandomKey init = context.key();
    Require.that(
        !(config.member() instanceof MixtureConfig),
        "base must be a family of single generators, but is " + config.base());
    @SuppressWarnings("unchecked") // The configuration came from the family's own defaults.
    C member = (C) config.member();
    BiFunction<Dataset, RandomKey, Model> build = (rows, key) -> base.build(member, rows, key);
    String path = config.initialGenerator();
    NamedSampler initial = path.isEmpty() ? null : context.generators().apply(path);
    return new MixtureModel(config, build, method(config, build, data, init), data, init, initial);
  }

  /// The source of the coverage of a round.
  private static RatioSpec.Method method(
      MixtureConfig config,
      BiFunction<Dataset, RandomKey, Model> build,
      Dataset data,
      RandomKey init) {
    RatioSpec.Method configured = config.ratio().method();
    boolean discriminators = config.update() instanceof WeightUpdate.Doubling;
    if (configured == RatioSpec.Method.CLASSIFIER || configured == RatioSpec.Method.NEIGHBOURS) {
      return configured;
    }
    Optional<String> invalidReason =
        !discriminators
            ? Optional.of("has not seen samples of the whole mixture")
            : build
                .apply(data, init.fold("probe"))
                .capability(DensityRatio.class)
                .map(DensityRatio::invalidReason)
                .orElse(Optional.of("does not score single samples"));
    if (invalidReason.isPresent() && configured == RatioSpec.Method.DISCRIMINATOR) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "ratio.method must be classifier, neighbours or auto, since the discriminator of %s %s, but is discriminator",
              config.base(),
              invalidReason.get()));
    }
    return invalidReason.isEmpty() ? RatioSpec.Method.DISCRIMINATOR : RatioSpec.Method.CLASSIFIER;
  }
}
