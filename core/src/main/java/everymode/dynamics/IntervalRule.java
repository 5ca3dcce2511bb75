package everymode.dynamics;

/// What happens to an interval whose ends meet.
public enum IntervalRule {

  /// Nothing: the ends cross, the interval counts negative and can open again.
  SIGNED,

  /// It closes where its middle is, and stays closed.
  CLAMPED;

  /// Whether an interval stays as it is for ever.
  public boolean dead(Interval interval) {
    return this == CLAMPED && interval.left() >= interval.right();
  }

  /// An interval after a move of its ends.
  Interval moved(Interval interval, double left, double right) {
    if (dead(interval)) {
      return interval;
    }
    Interval next = new Interval(interval.left() + left, interval.right() + right);
    return dead(next) ? next.closed() : next;
  }
}
