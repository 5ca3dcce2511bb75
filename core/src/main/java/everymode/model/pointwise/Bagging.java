package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.train.Family;
import everymode.train.Given;
import everymode.train.Model;
import java.util.Optional;
import java.util.function.Function;

/// Independent generators side by side, the baseline of mixtures.
public final class Bagging implements Family<MixtureConfig> {

  /// For `ServiceLoader`.
  public Bagging() {}

  @Override
  public String name() {
    return "bagging";
  }

  @Override
  public String summary() {
    return "independent generators side by side, the baseline of mixtures";
  }

  @Override
  public MixtureConfig defaults(Dataset data) {
    return defaults(data, _ -> Optional.empty());
  }

  @Override
  public MixtureConfig defaults(Dataset data, Function<String, Optional<String>> chosen) {
    return Mixtures.defaults(data, chosen, new Update.None());
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
