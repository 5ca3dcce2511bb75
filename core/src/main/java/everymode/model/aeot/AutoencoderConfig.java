package everymode.model.aeot;

import everymode.config.Require;
import everymode.nn.Architecture;

/// The configuration of an autoencoder.
///
/// @param decoder the network from codes to samples
/// @param autoencoder all other options
/// @param targets most rows that are encoded at the end, chosen at random; at least 1
public record AutoencoderConfig(
    Architecture decoder, AutoencoderSettings autoencoder, int targets) {

  /// Validates the values.
  public AutoencoderConfig {
    Require.atLeast("targets", targets, 1);
    Require.that(
        autoencoder.latentDim() > 0,
        "autoencoder.latentDim must be at least 1 for autoencoder",
        autoencoder.latentDim());
  }
}
