package everymode.model.pointwise;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.train.Family;
import everymode.train.Given;
import everymode.train.Model;
import java.util.Optional;
import java.util.function.Function;

/// AdaGAN: a mixture whose next member is trained where the mixture is thin.
public final class Adagan implements Family<MixtureConfig> {

  /// For `ServiceLoader`.
  public Adagan() {}

  @Override
  public String name() {
    return "adagan";
  }

  @Override
  public String summary() {
    return "a mixture whose next member is trained where the mixture is thin";
  }

  @Override
  public MixtureConfig defaults(Dataset data) {
    return defaults(data, _ -> Optional.empty());
  }

  @Override
  public MixtureConfig defaults(Dataset data, Function<String, Optional<String>> chosen) {
    return Mixtures.defaults(data, chosen, Update.Boost.usual());
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
