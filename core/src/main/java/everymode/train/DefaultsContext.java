package everymode.train;

import everymode.data.Dataset;
import java.util.Optional;
import java.util.function.Function;

/// What the default configuration of a family may depend on.
///
/// @param dataset the training data; empty only for a family that needs no data
/// @param chosen the value of a key in the recipe, such as `base`; empty if it is not set
/// @param share the share of the time of a default training that the model may take, above 0: 1, or
///   less for a part of another model
public record DefaultsContext(
    Optional<Dataset> dataset, Function<String, Optional<String>> chosen, double share) {

  /// The context of a model that is trained alone.
  ///
  /// @param chosen the value of a key in the recipe; empty if it is not set
  public DefaultsContext(Optional<Dataset> dataset, Function<String, Optional<String>> chosen) {
    this(dataset, chosen, 1);
  }

  /// The context of a model that is trained alone, without a recipe.
  public static DefaultsContext of(Dataset data) {
    return new DefaultsContext(Optional.of(data), _ -> Optional.empty());
  }

  /// The data, for families that need data.
  public Dataset data() {
    return dataset.orElseThrow(() -> new IllegalArgumentException("data must be given"));
  }

  /// The same context for a model whose steps take longer, or that is trained several times.
  ///
  /// @param cost by how much longer, above 0
  public DefaultsContext costing(double cost) {
    return new DefaultsContext(dataset, chosen, share / cost);
  }
}
