package everymode.train;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.random.RandomKey;
import java.util.Optional;

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

  /// Whether it trains on rows of a data set.
  ///
  /// @return false for a family that makes its own data or needs none
  default boolean needsData() {
    return true;
  }

  /// Whether it can train on rows of this kind.
  ///
  /// @param domain what one row is
  /// @return false when the data must be refused
  default boolean accepts(Domain domain) {
    return true;
  }

  /// The default configuration.
  ///
  /// @param context what it may depend on
  /// @return complete and valid
  C defaults(DefaultsContext context);

  /// The default configuration for some data.
  ///
  /// @param data what will be trained on
  /// @return complete and valid
  default C defaults(Dataset data) {
    return defaults(new DefaultsContext(Optional.of(data), _ -> Optional.empty()));
  }

  /// Builds a model with its first weights, at the beginning of its first stage.
  ///
  /// @param context configuration, data and random key
  /// @throws IllegalArgumentException when configuration and data do not fit
  Model build(BuildContext<C> context);

  /// Builds a model that names no other generator in its configuration.
  ///
  /// @param config the configuration
  /// @param data what it trains on
  /// @param key decides the first weights
  /// @throws IllegalArgumentException when configuration and data do not fit
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
