package everymode.model.bourgan;

import everymode.classifier.DistanceSpec;
import everymode.config.Unwrapped;
import everymode.embedding.BourgainEmbedding;
import everymode.model.gan.GanOptions;

/// The configuration of BourGAN: an embedding, the law around it, and a game.
///
/// @param distance under which the data have modes
/// @param embedding how rows become centres of the latent law
/// @param from a file of an embedding that is there already, made by `everymode embed`; empty to
///   make one
/// @param sigma standard deviation of the noise around a centre, at least 0
/// @param alpha weight of the generator's distances, at least 0
/// @param options all else
public record BourganConfig(
    DistanceSpec distance,
    @Unwrapped BourgainEmbedding.Options embedding,
    String from,
    double sigma,
    double alpha,
    @Unwrapped GanOptions options) {

  /// Checks the numbers.
  public BourganConfig {
    check("sigma", sigma);
    check("alpha", alpha);
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " must be at least 0, but is " + value);
    }
  }
}
