package everymode.dynamics;

import everymode.config.Kind;
import everymode.config.Require;

/// How generator and discriminator move.
public sealed interface Dynamics {

  /// In every step the discriminator with the largest loss, then a gradient step of the generator.
  record Optimal() implements Dynamics {}

  /// A gradient step of both players at the same time.
  record Simultaneous() implements Dynamics {}

  /// A gradient step of the discriminator, then one of the generator against the new one.
  record Alternating() implements Dynamics {}

  /// Several gradient steps of the discriminator, then one of the generator against the last.
  ///
  /// @param k steps of the discriminator, at least 1
  @Kind("in-place")
  record InPlace(int k) implements Dynamics {

    /// Validates the number.
    public InPlace {
      Require.atLeast("k", k, 1);
    }

    /// Five steps.
    public static InPlace defaults() {
      return new InPlace(5);
    }
  }

  /// A gradient step of both players at the same time, in which the generator's gradient is that
  /// against the discriminator as it would be some steps later.
  ///
  /// *Source:* Metz, Poole, Pfau and Sohl-Dickstein, "Unrolled Generative Adversarial Networks",
  /// ICLR 2017.
  ///
  /// @param k steps that the discriminator looks ahead, at least 0; with 0 as [Simultaneous]
  /// @param stopped whether the later discriminator counts as fixed; otherwise the derivative goes
  ///   through its steps
  record Unrolled(int k, boolean stopped) implements Dynamics {

    /// Validates the number.
    public Unrolled {
      Require.atLeast("k", k, 0);
    }

    /// Five steps, with the full derivative.
    public static Unrolled defaults() {
      return new Unrolled(5, false);
    }
  }
}
