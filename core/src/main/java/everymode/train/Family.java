package everymode.train;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.random.RandomKey;
import java.util.Map;
import java.util.Optional;

/// A kind of model, such as `gmgan`. Found by `ServiceLoader` through one line in
/// `META-INF/services`.
///
/// @param <C> its configuration, a record that validates its values
public interface Family<C extends Record> {

  /// The name on the command line.
  ///
  /// @return lower case
  String name();

  /// One plain sentence that describes the method, without a full stop.
  String summary();

  /// Whether it can only be trained on data with classes.
  default boolean supervised() {
    return false;
  }

  /// Whether its samples are new, so that it can be compared with other generators.
  ///
  /// @return false for a family whose samples are reconstructions of training rows
  default boolean generates() {
    return true;
  }

  /// Whether it trains on rows of a data set.
  ///
  /// @return false for a family that generates its own data or needs none
  default boolean needsData() {
    return true;
  }

  /// Whether it can train on rows of this kind.
  ///
  /// @return false if the data must be rejected; by default levels of different sizes, which need
  ///   networks that know the size
  default boolean accepts(Domain domain) {
    return domain.grid().filter(Domain.Grid::mixed).isEmpty();
  }

  /// Options of the command line that are short for keys of the configuration.
  ///
  /// @return such as `blocks` by `--blocks`; a value with commas is a list
  default Map<String, String> flags() {
    return Map.of();
  }

  /// The default configuration, complete and valid.
  C defaults(DefaultsContext context);

  /// The default configuration for given training data, complete and valid.
  default C defaults(Dataset data) {
    return defaults(DefaultsContext.of(data));
  }

  /// Builds a model with its initial weights, at the beginning of its first stage.
  ///
  /// @throws IllegalArgumentException if configuration and data do not fit
  Model build(BuildContext<C> context);

  /// Builds a model whose configuration refers to no other generator.
  ///
  /// @param data the training data
  /// @param key random key of the initial weights
  /// @throws IllegalArgumentException if configuration and data do not fit
  default Model build(C config, Dataset data, RandomKey key) {
    return build(
        new BuildContext<>(
            config,
            Optional.of(data),
            key,
            path -> {
              throw new IllegalArgumentException(
                  "no generator can be opened here, such as " + path);
            }));
  }
}
