package everymode.model.aeot;

import everymode.config.Require;
import everymode.nn.Architecture;
import everymode.transport.Extension;
import everymode.transport.TransportSettings;

/// The configuration of AE-OT.
///
/// @param decoder the network from codes to samples
/// @param autoencoder how codes are learned
/// @param targets most codes to which the box is transported, of rows chosen at random; at least 1
/// @param transport how the transport is solved
/// @param extension how it is extended past the codes
public record AeotConfig(
    Architecture decoder,
    AutoencoderSettings autoencoder,
    int targets,
    TransportSettings transport,
    Extension extension) {

  /// Validates the values.
  public AeotConfig {
    Require.atLeast("targets", targets, 1);
  }
}
