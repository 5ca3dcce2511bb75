package everymode.model.pointwise;

import everymode.config.Require;
import everymode.nn.Architecture;
import everymode.train.Optimizer;

/// How the coverage of a round is estimated.
///
/// @param method the source of the ratio of generated to real mass
/// @param at the training step at which the member's discriminator is copied; 0 for the last
/// @param network the classifier's network
/// @param steps training steps of the classifier, at least 1
/// @param batchSize real rows, and generated rows, in a batch of the classifier, at least 1
/// @param noise standard deviation of the noise on the classifier's input, in model units
/// @param optimizer the classifier's optimiser
/// @param k neighbours that define the ball around a row in which samples are counted, at least 1
public record RatioSpec(
    Method method,
    long at,
    Architecture network,
    long steps,
    int batchSize,
    double noise,
    Optimizer optimizer,
    int k) {

  /// The source of the ratio of generated to real mass.
  public enum Method {
    /// The member's discriminator if its score is a log density ratio, else a classifier.
    AUTO,
    /// The member's discriminator.
    DISCRIMINATOR,
    /// A new classifier, trained on real and generated samples.
    CLASSIFIER,
    /// Counts of samples in balls around the rows, as in certificates.
    NEIGHBOURS
  }

  /// Validates the values.
  public RatioSpec {
    Require.atLeast("batchSize", batchSize, 1);
    Require.atLeast("k", k, 1);
    Require.atLeast("steps", steps, 1);
    Require.atLeast("at", at, 0);
    Require.nonNegative("noise", noise);
  }
}
