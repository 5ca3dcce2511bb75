package everymode.model.pointwise;

import everymode.nn.Architecture;
import everymode.prior.PriorSpec;
import everymode.train.Optimizer;

/// How a round finds out what its generator covers.
///
/// @param method who tells
/// @param at the step of the member's game at which its critic is copied; 0 for the end
/// @param network the classifier's network
/// @param steps of the classifier, at least 1
/// @param batchSize rows of each kind in the classifier's batch, at least 1
/// @param noise standard deviation of the noise on what the classifier sees, in model units
/// @param optimizer how the classifier descends
/// @param k neighbours in the ball around a row in which samples are counted, at least 1
public record RatioSpec(
    Method method,
    long at,
    Architecture network,
    long steps,
    int batchSize,
    double noise,
    Optimizer optimizer,
    int k) {

  /// Who tells the ratio of generated to real mass.
  public enum Method {
    /// The critic where it is a probability, else a classifier.
    AUTO,
    /// The member's critic.
    DISCRIMINATOR,
    /// A classifier that is trained afresh on real and generated samples.
    CLASSIFIER,
    /// Nobody: samples are counted in balls around the rows, as certificates do.
    NEIGHBOURS
  }

  /// Checks the numbers.
  public RatioSpec {
    PriorSpec.atLeast("batchSize", batchSize, 1);
    PriorSpec.atLeast("k", k, 1);
    if (steps < 1) {
      throw new IllegalArgumentException("steps must be at least 1, but is " + steps);
    }
    if (at < 0) {
      throw new IllegalArgumentException("at must be at least 0, but is " + at);
    }
    if (!(noise >= 0 && noise < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("noise must be at least 0, but is " + noise);
    }
  }
}
