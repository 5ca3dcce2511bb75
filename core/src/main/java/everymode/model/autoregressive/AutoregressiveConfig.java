package everymode.model.autoregressive;

import everymode.autoregressive.AutoregressiveArchitecture;
import everymode.config.Require;
import everymode.train.Optimizer;

/// The configuration of an autoregressive network and its training.
///
/// @param network the network
/// @param steps training steps, at least 0
/// @param batchSize rows of a batch, at least 1
/// @param optimizer of the network
/// @param emaDecay decay of the moving average of its weights, in [0, 1); 0 for no average
public record AutoregressiveConfig(
    AutoregressiveArchitecture network,
    long steps,
    int batchSize,
    Optimizer optimizer,
    double emaDecay) {

  /// Validates the values.
  public AutoregressiveConfig {
    Require.atLeast("steps", steps, 0);
    Require.atLeast("batchSize", batchSize, 1);
    Require.fraction("emaDecay", emaDecay);
  }
}
