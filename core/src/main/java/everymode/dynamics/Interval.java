package everymode.dynamics;

/// An interval on which the discriminator is 1.
///
/// @param left its left end, −∞ for none
/// @param right its right end, ∞ for none; below `left` the interval is crossed and counts negative
public record Interval(double left, double right) {

  /// An interval without points.
  public static final Interval EMPTY =
      new Interval(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /// Both ends where their middle is.
  Interval closed() {
    double middle = left / 2 + right / 2;
    return new Interval(middle, middle);
  }

  /// The length; negative when crossed.
  public double length() {
    return left == right ? 0 : right - left; // of infinite ends too
  }
}
