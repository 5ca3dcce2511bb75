package everymode.alarm;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// When an alarm is raised: a pure function of the signals so far.
///
/// The best coverage in the last fifth of the training, and at least of three checks, is compared
/// with the best in as many checks before. If it is low, and would be low at the end even if it
/// went on to grow, the training fails; the other signals say how. Where the discriminator tells
/// samples from training rows, growth slows down and counts half. A game that loses its samples for
/// a moment and finds them again raises no alarm, nor does one that is slow at first: while the
/// discriminator hardly tells them apart, and samples come nearer to the data or stay where they
/// cover it, they are still on their way.
public final class CollapseRule {

  private static final double WINDOW = 0.2; // share of the steps
  private static final int LEAST = 3; // checks of a window
  private static final double LOW = 0.6; // coverage
  private static final double SEPARATED = 0.99; // pairs that the discriminator puts in order
  private static final double ALIKE = 0.67; // likewise, where it hardly sees a difference
  private static final double SLOWER = 0.5; // growth where it does
  private static final double FAR = 3; // distance of samples
  private static final double STAYING = 0.5; // rows that stay covered
  private static final double KEPT = 0.6; // likewise, below which samples oscillate

  /// Checks before which no alarm is raised.
  public static final int FEWEST = 2 * LEAST;

  private CollapseRule() {}

  /// The alarm after the last check.
  ///
  /// @param seen signals of all checks in order
  /// @param steps of the game
  /// @return empty if nothing seems wrong
  public static Optional<Alarm> at(List<Signals> seen, long steps) {
    int n = seen.size();
    if (n < FEWEST) {
      return Optional.empty();
    }
    double checks = (double) steps / seen.getLast().step() * n; // in the whole training
    int window = Math.max(LEAST, (int) Math.round(WINDOW * checks));
    if (n < 2 * window) {
      return Optional.empty();
    }
    List<Signals> now = seen.subList(n - window, n);
    List<Signals> before = seen.subList(n - 2 * window, n - window);
    double coverage = best(now);
    double within = now.getLast().get(Signal.COVERAGE) - now.getFirst().get(Signal.COVERAGE);
    double gain = Math.max(0, Math.max(within, coverage - best(before))) / window;
    boolean alike = median(now, Signal.SEPARATION) < ALIKE;
    double end = coverage + (alike ? 1 : SLOWER) * gain * (checks - n);
    if (end >= LOW || (alike && arriving(now, before))) {
      return Optional.empty();
    }
    return Optional.of(new Alarm(kind(now, before), now.getLast().step(), coverage));
  }

  private static boolean arriving(List<Signals> now, List<Signals> before) {
    return median(now, Signal.DISTANCE) < median(before, Signal.DISTANCE)
        || median(now, Signal.KEPT) > STAYING;
  }

  private static Alarm.Kind kind(List<Signals> now, List<Signals> before) {
    double distance = median(now, Signal.DISTANCE);
    if (distance > FAR && distance > median(before, Signal.DISTANCE)) {
      return Alarm.Kind.DIVERGING;
    }
    if (median(now, Signal.SEPARATION) > SEPARATED) {
      return Alarm.Kind.DISCRIMINATOR_WON;
    }
    return median(now, Signal.KEPT) < KEPT ? Alarm.Kind.OSCILLATING : Alarm.Kind.COLLAPSING;
  }

  private static double best(List<Signals> checks) {
    return checks.stream().mapToDouble(check -> check.get(Signal.COVERAGE)).max().orElseThrow();
  }

  /// The median of the values that there are; NaN without one.
  private static double median(List<Signals> checks, Signal signal) {
    double[] sorted =
        checks.stream()
            .mapToDouble(check -> check.get(signal))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return Arrays.stream(sorted)
        .skip((sorted.length - 1) / 2)
        .limit(sorted.length % 2 == 0 ? 2 : 1)
        .average()
        .orElse(Double.NaN);
  }
}
