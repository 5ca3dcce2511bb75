package everymode.sample;

/// A generator with a name for people and a hash for machines.
///
/// @param name such as the path of its run or file
/// @param hash differs between any two generators that may draw different samples
/// @param sampler draws its samples
public record NamedSampler(String name, String hash, Sampler sampler) {}
