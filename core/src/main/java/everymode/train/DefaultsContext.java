package everymode.train;

import everymode.data.Dataset;
import java.util.Optional;
import java.util.function.Function;

/// What the default configuration of a family may depend on.
///
/// @param dataset what will be trained on; empty only for a family that needs no data
/// @param chosen the text that a recipe gives a key, such as `base`; empty where it gives none
public record DefaultsContext(
    Optional<Dataset> dataset, Function<String, Optional<String>> chosen) {

  /// The data, for families that need some.
  public Dataset data() {
    return dataset.orElseThrow(() -> new IllegalArgumentException("data must be given"));
  }
}
