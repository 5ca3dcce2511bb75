package everymode.geometry;

import java.util.Optional;

/// A model whose latents stand at embedded rows.
public interface Placed {

  /// The embedding.
  ///
  /// @return nothing until it is made
  Optional<Embedded> embedded();

  /// Under what the rows were embedded.
  ///
  /// @return the distance
  Distance distance();

  /// What latent distances are multiplied by.
  ///
  /// @return how the factor is chosen
  Embedding.Scale scale();
}
