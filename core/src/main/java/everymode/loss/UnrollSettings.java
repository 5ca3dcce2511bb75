package everymode.loss;

import everymode.config.Require;

/// How far the discriminator is unrolled: the generator minimises its loss against the
/// discriminator as it would be after some more steps on the same batch.
///
/// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks", ICLR
/// 2017.
///
/// @param steps unrolled steps of the discriminator, at least 0; 0 for the standard game
/// @param backprop whether gradients also flow through those steps, as in the paper; if false, the
///   unrolled discriminator is treated as a constant
public record UnrollSettings(int steps, boolean backprop) {

  /// The standard game, without unrolling.
  public static final UnrollSettings NONE = new UnrollSettings(0, true);

  /// Validates the number of steps.
  public UnrollSettings {
    Require.atLeast("steps", steps, 0);
  }
}
