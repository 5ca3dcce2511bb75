package everymode.train;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.NamedSampler;
import java.util.Optional;
import java.util.function.Function;

/// The inputs from which a family builds a model.
///
/// @param <C> the type of the configuration
/// @param config the full configuration
/// @param dataset the training data; empty only for a family that needs no data
/// @param key random key of the initial weights
/// @param generators opens the generator at a path given in the configuration
public record BuildContext<C extends Record>(
    C config, Optional<Dataset> dataset, RandomKey key, Function<String, NamedSampler> generators) {

  /// The data, for families that need data.
  public Dataset data() {
    return dataset.orElseThrow(() -> new IllegalArgumentException("data must be given"));
  }
}
