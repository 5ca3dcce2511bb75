package everymode.train;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import java.util.Optional;
import java.util.function.Function;

/// What a family builds a model from.
///
/// @param <C> the type of the configuration
/// @param config the full configuration
/// @param dataset what the model trains on; empty only for a family that needs no data
/// @param key decides the first weights
/// @param generators opens the generator at a path that the configuration names
public record BuildContext<C extends Record>(
    C config, Optional<Dataset> dataset, RandomKey key, Function<String, NamedSampler> generators) {

  /// The data, for families that need some.
  public Dataset data() {
    return dataset.orElseThrow(() -> new IllegalArgumentException("data must be given"));
  }
}
