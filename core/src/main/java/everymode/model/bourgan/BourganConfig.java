package everymode.model.bourgan;

import everymode.classifier.DistanceSpec;
import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.embedding.BourgainEmbedding;
import everymode.model.gan.GanSettings;

/// The configuration of BourGAN: an embedding, the latent distribution around it, and a game.
///
/// @param distance the distance that defines the modes of the data
/// @param embedding how rows are embedded as centres of the latent distribution
/// @param from file of an existing embedding, written by `everymode embed`; empty to compute one
/// @param sigma standard deviation of the noise around a centre, at least 0
/// @param alpha weight of the generator's distance-preserving term, at least 0
/// @param settings all other options
public record BourganConfig(
    DistanceSpec distance,
    @Unwrapped BourgainEmbedding.Settings embedding,
    String from,
    double sigma,
    double alpha,
    @Unwrapped GanSettings settings) {

  /// Validates the values.
  public BourganConfig {
    Require.nonNegative("sigma", sigma);
    Require.nonNegative("alpha", alpha);
  }
}
