package everymode.embedding;

import java.util.Optional;

/// A model whose latent distribution is centred at embedded training rows.
public interface HasEmbedding {

  /// The embedding; empty until it is computed.
  Optional<EmbeddedPoints> embedded();

  /// The distance under which the rows were embedded.
  Distance distance();

  /// How the factor applied to latent distances is chosen.
  BourgainEmbedding.Scale scale();
}
