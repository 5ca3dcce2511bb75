package everymode.autoregressive;

import everymode.random.RandomKey;
import org.bytedeco.pytorch.Tensor;

/// The form of the distribution of one value given those before it, whose parameters a network
/// computes.
///
/// Values are grouped in *sites*: a pixel is a site of as many values as the image has channels, in
/// points and tables each number is a site of its own.
public sealed interface Conditional permits Categorical, LogisticMixture, GaussianMixture {

  /// How many parameters a site has.
  ///
  /// @param channels values of a site
  int parameters(int channels);

  /// Whether the parameters of a channel are computed from the channels before it, so that a
  /// network is asked once for each channel and not once for all.
  boolean perChannel();

  /// The distance of neighbouring levels in model units; 0 if values have a density.
  double step();

  /// Whether values are levels, so that they have a probability and not a density.
  default boolean discrete() {
    return step() > 0;
  }

  /// The nearest values that can be drawn, where gradients flow through as if nothing was rounded.
  ///
  /// @param x any shape, in model units
  Tensor quantised(Tensor x);

  /// The logarithm of the probability (or density in model units) of each value given those before
  /// it.
  ///
  /// @param x `[n, sites, channels]`, quantised
  /// @param parameters `[n, sites, parameters]`
  /// @return `[n, sites, channels]`, in nats
  Tensor logProb(Tensor x, Tensor parameters);

  /// The mean of each value given those before it.
  ///
  /// @param x `[n, sites, channels]`, quantised
  /// @param parameters `[n, sites, parameters]`
  /// @return `[n, sites, channels]`
  Tensor mean(Tensor x, Tensor parameters);

  /// Draws the values of a channel.
  ///
  /// @param x `[n, channels]`, of which those before the channel are read
  /// @param parameters `[n, parameters]`
  /// @param key of the site, equal for all its channels
  /// @return `[n]`, quantised
  Tensor draw(Tensor x, Tensor parameters, int channel, RandomKey key);
}
