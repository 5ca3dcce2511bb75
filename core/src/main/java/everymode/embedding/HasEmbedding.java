package everymode.embedding;

import java.util.Optional;

/// A model whose latents stand at embedded rows.
public interface HasEmbedding {

  /// The embedding.
  ///
  /// @return nothing until it is made
  Optional<EmbeddedPoints> embedded();

  /// Under what the rows were embedded.
  ///
  /// @return the distance
  Distance distance();

  /// What latent distances are multiplied by.
  ///
  /// @return how the factor is chosen
  BourgainEmbedding.Scale scale();
}
