package everymode.train;

/// A generator that was there before the training.
///
/// @param sampler draws its samples
/// @param hash tells it from every other, in hexadecimal
public record InitialGenerator(Sampler sampler, String hash) {}
