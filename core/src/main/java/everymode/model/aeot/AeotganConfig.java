package everymode.model.aeot;

import everymode.config.Require;
import everymode.config.Unwrapped;
import everymode.model.gan.GanSettings;
import everymode.transport.Extension;
import everymode.transport.TransportSettings;

/// The configuration of AE-OT-GAN.
///
/// @param autoencoder how codes are learned; its decoder is the generator
/// @param targets most codes to which the box is transported, of rows chosen at random; at least 1
/// @param transport how the transport is solved
/// @param extension how it is extended past the codes
/// @param content factor of the mean squared error of real samples generated from their codes, at
///   least 0
/// @param consistency factor of the mean squared error of the codes of these samples, at least 0
/// @param settings of the adversarial game
public record AeotganConfig(
    AutoencoderSettings autoencoder,
    int targets,
    TransportSettings transport,
    Extension extension,
    double content,
    double consistency,
    @Unwrapped GanSettings settings) {

  /// Validates the values, and that the options are supported.
  public AeotganConfig {
    Require.atLeast("targets", targets, 1);
    Require.nonNegative("content", content);
    Require.nonNegative("consistency", consistency);
    settings.rejectPackingAndUnrolling("aeotgan", "");
  }
}
