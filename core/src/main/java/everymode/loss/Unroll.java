package everymode.loss;

/// How far the generator looks ahead: it descends against the critic as that would be after some
/// more steps on the same batch.
///
/// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled generative adversarial networks", ICLR
/// 2017.
///
/// @param steps steps of the critic that are looked ahead, at least 0; 0 for the plain game
/// @param through whether gradients also flow through those steps, as in the paper; without, the
///   generator takes the later critic as it is
public record Unroll(int steps, boolean through) {

  /// The plain game.
  public static final Unroll NONE = new Unroll(0, true);

  /// Checks the number.
  public Unroll {
    if (steps < 0) {
      throw new IllegalArgumentException("steps must be at least 0, but is " + steps);
    }
  }
}
