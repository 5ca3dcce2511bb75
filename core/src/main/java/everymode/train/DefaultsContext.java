package everymode.train;

import everymode.data.Dataset;
import java.util.Optional;
import java.util.function.Function;

/// What the default configuration of a family may depend on.
///
/// @param dataset the training data; empty only for a family that needs no data
/// @param chosen the value of a key in the recipe, such as `base`; empty if it is not set
public record DefaultsContext(
    Optional<Dataset> dataset, Function<String, Optional<String>> chosen) {

  /// The data, for families that need data.
  public Dataset data() {
    return dataset.orElseThrow(() -> new IllegalArgumentException("data must be given"));
  }
}
