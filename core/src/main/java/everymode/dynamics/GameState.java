package everymode.dynamics;

/// Where both players are.
///
/// @param means of the generator
public record GameState(Means means, Discriminator discriminator) {}
