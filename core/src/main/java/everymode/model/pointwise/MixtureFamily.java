package everymode.model.pointwise;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.Architecture;
import everymode.nn.Dcgan;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import everymode.train.DensityRatio;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.Optimizer;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the families of mixtures share: all but their names and how they weigh rows.
sealed interface MixtureFamily extends Family<MixtureConfig> permits Adagan, Bagging, Pointwise {

  /// How rows are weighed unless a recipe says otherwise.
  ///
  /// @return the rule
  WeightUpdate update();

  @Override
  default MixtureConfig defaults(Dataset data) {
    return defaults(data, _ -> Optional.empty());
  }

  @Override
  default MixtureConfig defaults(Dataset data, Function<String, Optional<String>> chosen) {
    String base = chosen.apply("base").orElse("gan");
    Record member = Families.named(base).defaults(data);
    return new MixtureConfig(
        base, member, 10, update(), ratio(data.domain()), new MemberWeights.Uniform(), "", "");
  }

  private static RatioSpec ratio(Domain domain) {
    Architecture net =
        switch (domain) {
          case Domain.Points _, Domain.Table _ -> Mlp.of(64, 64);
          case Domain.Images(int _, int height, int width) ->
              height * width <= 256 ? Mlp.of(128, 128) : new Dcgan(16, new Norm.None());
        };
    double noise = domain.bounded() ? 0.1 : 0; // points may be as near to each other as they like
    return new RatioSpec(
        RatioSpec.Method.AUTO, 0, net, 200, 128, noise, Optimizer.Adam.of(1e-3), 50);
  }

  @Override
  default Model build(
      MixtureConfig config, Dataset data, RandomKey init, Function<String, NamedSampler> given) {
    NamedSampler first =
        config.initialGenerator().isEmpty() ? null : given.apply(config.initialGenerator());
    return build(config, Families.named(config.base()), data, init, first);
  }

  @Override
  default Model build(MixtureConfig config, Dataset data, RandomKey init) {
    return build(
        config,
        data,
        init,
        path -> {
          throw new IllegalArgumentException("initialGenerator must be empty here, but is " + path);
        });
  }

  private static <C extends Record> Model build(
      MixtureConfig config,
      Family<C> base,
      Dataset data,
      RandomKey init,
      @Nullable NamedSampler given) {
    if (config.member() instanceof MixtureConfig) {
      throw new IllegalArgumentException(
          "base must be a family of single generators, but is " + config.base());
    }
    @SuppressWarnings("unchecked") // The configuration came from the family's own defaults.
    C member = (C) config.member();
    BiFunction<Dataset, RandomKey, Model> build = (rows, key) -> base.build(member, rows, key);
    return new MixtureModel(config, build, method(config, build, data, init), data, init, given);
  }

  /// Who tells what a round covers.
  private static RatioSpec.Method method(
      MixtureConfig config,
      BiFunction<Dataset, RandomKey, Model> build,
      Dataset data,
      RandomKey init) {
    RatioSpec.Method asked = config.ratio().method();
    boolean critics = config.update() instanceof WeightUpdate.Doubling;
    if (asked == RatioSpec.Method.CLASSIFIER || asked == RatioSpec.Method.NEIGHBOURS) {
      return asked;
    }
    Optional<String> bias =
        !critics
            ? Optional.of("does not know the mixture")
            : build.apply(data, init.fold("probe")) instanceof DensityRatio ratio
                ? ratio.invalidReason()
                : Optional.of("does not look at samples alone");
    if (bias.isPresent() && asked == RatioSpec.Method.DISCRIMINATOR) {
      throw new IllegalArgumentException(
          "ratio.method must be classifier, neighbours or auto, since the discriminator of %s %s, but is discriminator"
              .formatted(config.base(), bias.get()));
    }
    return bias.isEmpty() ? RatioSpec.Method.DISCRIMINATOR : RatioSpec.Method.CLASSIFIER;
  }
}
