package everymode.loss;

/// How far the generator looks ahead: it descends against the critic as that would be after some
/// more steps on the same batch.
///
/// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks", ICLR
/// 2017.
///
/// @param steps steps of the critic that are looked ahead, at least 0; 0 for the plain game
/// @param backprop whether gradients also flow through those steps, as in the paper; without, the
///   generator takes the later critic as it is
public record UnrollOptions(int steps, boolean backprop) {

  /// The plain game.
  public static final UnrollOptions NONE = new UnrollOptions(0, true);

  /// Checks the number.
  public UnrollOptions {
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, but is " + steps);
    }
  }
}
