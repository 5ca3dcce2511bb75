package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.train.Family;
import everymode.train.Given;
import everymode.train.Model;
import java.util.Optional;
import java.util.function.Function;

/// Mixtures of generators in which every point of the data gets its part.
public final class Pointwise implements Family<MixtureConfig> {

  /// For `ServiceLoader`.
  public Pointwise() {}

  @Override
  public String name() {
    return "pointwise";
  }

  @Override
  public String summary() {
    return "a mixture that grows where its members do not cover the data yet";
  }

  @Override
  public MixtureConfig defaults(Dataset data) {
    return defaults(data, _ -> Optional.empty());
  }

  @Override
  public MixtureConfig defaults(Dataset data, Function<String, Optional<String>> chosen) {
    return Mixtures.defaults(data, chosen, Update.Doubling.usual());
  }

  @Override
  public Model build(MixtureConfig config, Dataset data, Chance init) {
    return Mixtures.build(config, data, init);
  }

  @Override
  public Model build(
      MixtureConfig config, Dataset data, Chance init, Function<String, Given> given) {
    return Mixtures.build(config, data, init, given);
  }
}
