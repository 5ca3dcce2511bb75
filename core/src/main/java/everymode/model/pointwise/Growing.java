package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.nn.Dcgan;
import everymode.nn.Mlp;
import everymode.nn.Net;
import everymode.nn.Norm;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.Given;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Ratio;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the families of mixtures share: all but their names and how they weigh rows.
sealed interface Growing extends Family<MixtureConfig> permits Adagan, Bagging, Pointwise {

  /// How rows are weighed unless a recipe says otherwise.
  ///
  /// @return the rule
  Update update();

  @Override
  default MixtureConfig defaults(Dataset data) {
    return defaults(data, _ -> Optional.empty());
  }

  @Override
  default MixtureConfig defaults(Dataset data, Function<String, Optional<String>> chosen) {
    String base = chosen.apply("base").orElse("gan");
    Record member = Families.named(base).defaults(data);
    return new MixtureConfig(
        base, member, 10, update(), ratio(data.domain()), new Weights.Uniform(), "", "");
  }

  private static RatioSpec ratio(Domain domain) {
    Net net =
        switch (domain) {
          case Domain.Points _, Domain.Table _ -> Mlp.of(64, 64);
          case Domain.Images(int _, int height, int width) ->
              height * width <= 256 ? Mlp.of(128, 128) : new Dcgan(16, new Norm.None());
        };
    double noise = domain.bounded() ? 0.1 : 0; // points may be as near to each other as they like
    return new RatioSpec(RatioSpec.From.AUTO, 0, net, 200, 128, noise, Optimizer.Adam.of(1e-3), 50);
  }

  @Override
  default Model build(
      MixtureConfig config, Dataset data, Chance init, Function<String, Given> given) {
    Given first = config.given().isEmpty() ? null : given.apply(config.given());
    return build(config, Families.named(config.base()), data, init, first);
  }

  @Override
  default Model build(MixtureConfig config, Dataset data, Chance init) {
    return build(
        config,
        data,
        init,
        path -> {
          throw new IllegalArgumentException("given must be empty here, but is " + path);
        });
  }

  private static <C extends Record> Model build(
      MixtureConfig config, Family<C> base, Dataset data, Chance init, @Nullable Given given) {
    if (config.member() instanceof MixtureConfig) {
      throw new IllegalArgumentException(
          "base must be a family of single generators, but is " + config.base());
    }
    @SuppressWarnings("unchecked") // The configuration came from the family's own defaults.
    C member = (C) config.member();
    BiFunction<Dataset, Chance, Model> build = (rows, chance) -> base.build(member, rows, chance);
    return new MixtureModel(config, build, from(config, build, data, init), data, init, given);
  }

  /// Who tells what a round covers.
  private static RatioSpec.From from(
      MixtureConfig config, BiFunction<Dataset, Chance, Model> build, Dataset data, Chance init) {
    RatioSpec.From asked = config.ratio().from();
    boolean critics = config.update() instanceof Update.Doubling;
    if (asked == RatioSpec.From.CLASSIFIER || asked == RatioSpec.From.NEIGHBOURS) {
      return asked;
    }
    Optional<String> bias =
        !critics
            ? Optional.of("does not know the mixture")
            : build.apply(data, init.at("probe")) instanceof Ratio ratio
                ? ratio.bias()
                : Optional.of("does not look at samples alone");
    if (bias.isPresent() && asked == RatioSpec.From.CRITIC) {
      throw new IllegalArgumentException(
          "ratio.from must be classifier, neighbours or auto, since the critic of %s %s, but is critic"
              .formatted(config.base(), bias.get()));
    }
    return bias.isEmpty() ? RatioSpec.From.CRITIC : RatioSpec.From.CLASSIFIER;
  }
}
