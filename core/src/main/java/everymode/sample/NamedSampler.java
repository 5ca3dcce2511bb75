package everymode.sample;

/// A sampler with a display name and a hash.
///
/// @param name such as the path of its run or file
/// @param hash differs between any two samplers that may draw different samples
public record NamedSampler(String name, String hash, Sampler sampler) {}
