package everymode.model.aeot;

import everymode.config.Require;
import everymode.nn.Architecture;
import everymode.train.Optimizer;

/// How an autoencoder is trained.
///
/// @param latentDim dimension of a code; 0 for no autoencoder, where rows are their own codes
/// @param encoder the network from samples to codes
/// @param steps in which encoder and decoder are trained, at least 0
/// @param refineSteps further steps of the decoder alone, at least 0
/// @param batchSize rows of a batch, at least 1
/// @param sparsity factor of the sum of |code| over a batch, at least 0, while the encoder is
///   trained
/// @param optimizer of each of the two parts
public record AutoencoderSettings(
    int latentDim,
    Architecture encoder,
    long steps,
    long refineSteps,
    int batchSize,
    double sparsity,
    Optimizer optimizer) {

  /// Validates the values.
  public AutoencoderSettings {
    Require.atLeast("latentDim", latentDim, 0);
    Require.atLeast("steps", steps, 0);
    Require.atLeast("refineSteps", refineSteps, 0);
    Require.atLeast("batchSize", batchSize, 1);
    Require.nonNegative("sparsity", sparsity);
  }
}
