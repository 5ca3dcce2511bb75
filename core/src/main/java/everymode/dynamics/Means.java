package everymode.dynamics;

import java.util.SplittableRandom;

/// A number for each of the two Gaussians: their means, or derivatives by these.
public record Means(double first, double second) {

  /// Two zeros.
  public static final Means ZERO = new Means(0, 0);

  /// Independent uniform numbers in [−reach, reach).
  public static Means drawn(double reach, SplittableRandom random) {
    return new Means(random.nextDouble(-reach, reach), random.nextDouble(-reach, reach));
  }

  /// `this + factor · other`.
  public Means plus(double factor, Means other) {
    return new Means(first + factor * other.first, second + factor * other.second);
  }

  /// The larger of the two differences to the target, the Gaussians in the order in which it is
  /// smaller.
  public double error(Means target) {
    return Math.min(
        Math.max(Math.abs(first - target.first), Math.abs(second - target.second)),
        Math.max(Math.abs(first - target.second), Math.abs(second - target.first)));
  }

  /// The distance of the two numbers.
  public double gap() {
    return Math.abs(first - second);
  }

  /// The largest absolute value.
  public double size() {
    return Math.max(Math.abs(first), Math.abs(second));
  }
}
