package everymode.nn;

import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import java.util.List;

/// A network of convolutions of stride 1 with self-attention, for levels of tiles and small images
/// of any sides. With kernels of 1×1, places learn of one another by attention and by the linear
/// map next to latents or scores alone.
///
/// The generator maps the latent linearly to `maps` channels of the full sides; the discriminator
/// ends in a linear map of all places. A condition passes through a perceptron and is appended to
/// the channels after each attention.
///
/// *Source:* Rodriguez Torrado et al., "Bootstrapping conditional GANs for video game level
/// generation", 2020, for 1×1 kernels, batch normalisation in both networks and the embedding;
/// numbers of channels are ours.
///
/// @param channels of the hidden layers, from input to output, each at least 1
/// @param attendAfter numbers of the hidden layers that attention follows, from 0
/// @param kernel side of the kernels, odd
/// @param maps channels of the first layer of a generator and of an embedded condition, at least 1
/// @param embedding of a condition
/// @param hiddenSizes units of hidden layers that see all places: of a generator before the first
///   channels, of a discriminator after the last ones, each at least 1
/// @param norm of the hidden layers
public record Attention(
    List<Integer> channels,
    List<Integer> attendAfter,
    int kernel,
    int maps,
    Embedding embedding,
    List<Integer> hiddenSizes,
    Norm norm)
    implements Architecture {

  /// What a condition becomes.
  public enum Embedding {
    /// Channels with a value of its own in each place.
    MAPS,
    /// Channels with the same value in all places.
    NUMBERS
  }

  /// Validates the values.
  public Attention {
    channels = List.copyOf(channels);
    attendAfter = List.copyOf(attendAfter);
    hiddenSizes = List.copyOf(hiddenSizes);
    hiddenSizes.forEach(size -> Require.atLeast("hiddenSizes", size, 1));
    Require.that(!channels.isEmpty(), "channels must not be empty");
    channels.forEach(each -> Require.atLeast("channels", each, 1));
    for (int layer : attendAfter) {
      Require.that(
          layer >= 0 && layer < channels.size(),
          "attendAfter must be from 0 to " + (channels.size() - 1),
          layer);
    }
    Require.atLeast("maps", maps, 1);
    Require.that(kernel >= 1 && kernel % 2 == 1, "kernel must be odd and at least 1", kernel);
  }

  /// The defaults of a recipe that gives only the type.
  ///
  /// @return that of a generator, see [#discriminator()]
  public static Attention defaults() {
    return new Attention(
        List.of(256, 128, 64), List.of(0, 2), 1, 8, Embedding.MAPS, List.of(), new Norm.Batch());
  }

  /// The discriminator for the generator of [#defaults].
  public static Attention discriminator() {
    return new Attention(
        List.of(64, 128, 256), List.of(1, 2), 1, 8, Embedding.MAPS, List.of(), new Norm.Batch());
  }

  @Override
  public Attention withoutNorm() {
    return new Attention(
        channels, attendAfter, kernel, maps, embedding, hiddenSizes, new Norm.None());
  }

  @Override
  public Layer generator(int latent, long[] shape, OutputRange range, RandomKey init) {
    return AttentionNetwork.generator(this, latent, 0, shape, range, init).unconditional();
  }

  @Override
  public Layer discriminator(long[] shape, int outputs, RandomKey init) {
    return AttentionNetwork.discriminator(this, 0, shape, outputs, init).unconditional();
  }

  /// A network from latents and conditions to samples.
  ///
  /// @param latent latent dimension
  /// @param condition numbers of a condition, at least 1
  /// @param shape `[channels, height, width]` of one sample
  public ConditionalLayer generator(
      int latent, int condition, long[] shape, OutputRange range, RandomKey init) {
    return AttentionNetwork.generator(this, latent, condition, shape, range, init);
  }

  /// A network from samples and conditions to scores.
  ///
  /// @param condition numbers of a condition, at least 1
  /// @param shape `[channels, height, width]` of one sample
  public ConditionalLayer discriminator(int condition, long[] shape, int outputs, RandomKey init) {
    return AttentionNetwork.discriminator(this, condition, shape, outputs, init);
  }
}
