package everymode.train;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import java.util.Optional;
import java.util.function.Function;

/// A kind of model, such as `gmgan`. Found by `ServiceLoader`; one line of `META-INF/services`.
///
/// @param <C> its configuration, a record that checks itself
public interface Family<C extends Record> {

  /// The name on the command line.
  ///
  /// @return lower case
  String name();

  /// One plain sentence for someone who looks for a method.
  ///
  /// @return without a full stop
  String summary();

  /// Whether it can be trained on data with classes only.
  ///
  /// @return false for most
  default boolean supervised() {
    return false;
  }

  /// The configuration that suits some data.
  ///
  /// @param data what will be trained on
  /// @return complete and valid
  C defaults(Dataset data);

  /// The configuration that suits some data, after a choice on which other values depend.
  ///
  /// @param data what will be trained on
  /// @param chosen the text that a recipe gives a key, such as `base`; empty where it gives none
  /// @return complete and valid
  default C defaults(Dataset data, Function<String, Optional<String>> chosen) {
    return defaults(data);
  }

  /// Builds a model with its first weights.
  ///
  /// @param config the configuration
  /// @param data what it trains on
  /// @param init decides the first weights
  /// @return a model at the beginning of its first stage
  /// @throws IllegalArgumentException when configuration and data do not fit
  Model build(C config, Dataset data, RandomKey init);

  /// Builds a model that may begin with generators which are there already.
  ///
  /// @param config the configuration
  /// @param data what it trains on
  /// @param init decides the first weights
  /// @param given opens the generator at a path that the configuration names
  /// @return a model at the beginning of its first stage
  /// @throws IllegalArgumentException when configuration and data do not fit
  default Model build(
      C config, Dataset data, RandomKey init, Function<String, NamedSampler> given) {
    return build(config, data, init);
  }
}
