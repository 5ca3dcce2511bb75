package everymode.dynamics;

import java.util.Arrays;
import java.util.List;

/// What a game comes to. The first that applies, in this order.
public enum Behaviour {

  /// Both means are within 0.1 of the target.
  CONVERGENCE("convergence"),

  /// A mean is more than 3 from 0.
  DIVERGENCE("divergence"),

  /// Both means are at one place.
  MODE_COLLAPSE("mode collapse"),

  /// Both intervals have vanished, and with them the gradient.
  VANISHING_GRADIENT("vanishing gradient"),

  /// In the second half of the steps the error falls and rises again.
  OSCILLATION("oscillation"),

  /// None of these so far.
  UNSETTLED("not settled");

  private static final double SUCCESS = 0.1;
  private static final double MERGED = 1e-2;
  private static final double COLLAPSED = 1e-3;
  private static final double DIVERGED = 3;
  private static final double SWING = 0.05; // ours: smaller ones are no oscillation
  private static final int TURNS = 2;

  private final String words;

  Behaviour(String words) {
    this.words = words;
  }

  /// The name in a sentence.
  public String words() {
    return words;
  }

  /// What a trace comes to.
  public static Behaviour of(Trace trace) {
    GameState end = trace.last();
    if (succeeded(end.means(), trace.game().target())) {
      return CONVERGENCE;
    }
    if (diverged(end.means())) {
      return DIVERGENCE;
    }
    if (merged(end.means())) {
      return MODE_COLLAPSE;
    }
    List<Interval> intervals = end.discriminator().intervals();
    if (intervals.stream().allMatch(Behaviour::collapsed)) {
      return VANISHING_GRADIENT;
    }
    return turns(secondHalf(trace)) >= TURNS ? OSCILLATION : UNSETTLED;
  }

  /// Whether both means are within 0.1 of the target.
  public static boolean succeeded(Means means, Means target) {
    return means.error(target) <= SUCCESS;
  }

  /// Whether a mean is more than 3 from 0.
  public static boolean diverged(Means means) {
    return means.size() > DIVERGED;
  }

  /// Whether the means are closer than 0.01 to one another.
  public static boolean merged(Means means) {
    return means.gap() < MERGED;
  }

  /// Whether an interval is not longer than 0.001; one that an optimal discriminator does not need
  /// has not collapsed.
  public static boolean collapsed(Interval interval) {
    return Double.isFinite(interval.left()) && Math.abs(interval.length()) <= COLLAPSED;
  }

  private static double[] secondHalf(Trace trace) {
    long half = trace.moments().getLast().step() / 2;
    long before = trace.moments().stream().filter(m -> m.step() < half).count();
    double[] errors = trace.errors();
    return Arrays.copyOfRange(errors, (int) before, errors.length);
  }

  /// How often a curve turns by more than a swing.
  static int turns(double[] curve) {
    int turns = 0;
    int direction = 0;
    double low = curve[0]; // since it began to fall
    double high = curve[0]; // since it began to rise
    for (double value : curve) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      if (direction <= 0 && value > low + SWING) {
        turns += direction == 0 ? 0 : 1;
        direction = 1;
        high = value;
      } else if (direction >= 0 && value < high - SWING) {
        turns += direction == 0 ? 0 : 1;
        direction = -1;
        low = value;
      }
    }
    return turns;
  }
}
