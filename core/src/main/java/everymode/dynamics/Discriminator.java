package everymode.dynamics;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The discriminator: 1 on two intervals, 0 elsewhere.
public record Discriminator(Interval first, Interval second) {

  /// The discriminator with these ends.
  ///
  /// @param ends left and right of the first interval, left and right of the second
  public static Discriminator of(double... ends) {
    return new Discriminator(new Interval(ends[0], ends[1]), new Interval(ends[2], ends[3]));
  }

  /// Four independent uniform ends in [−reach, reach), sorted.
  public static Discriminator drawn(double reach, SplittableRandom random) {
    return of(random.doubles(4, -reach, reach).sorted().toArray());
  }

  /// The discriminator of at most two intervals.
  static Discriminator of(List<Interval> intervals) {
    return new Discriminator(
        intervals.isEmpty() ? Interval.EMPTY : intervals.getFirst(),
        intervals.size() < 2 ? Interval.EMPTY : intervals.get(1));
  }

  /// Both intervals.
  public List<Interval> intervals() {
    return Arrays.asList(first, second);
  }
}
