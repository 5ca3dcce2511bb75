package everymode.bench.verdicts;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.statistics.BinomialBounds;
import java.util.Locale;

/// Verdicts on one generator in one cell, or in several.
///
/// @param covered how many said covered
/// @param missed how many said missed
/// @param total all verdicts
record Tally(long covered, long missed, long total) {

  static final Tally NONE = new Tally(0, 0, 0);

  private static final double BAR = 0.01;
  private static final double CHANCE = 0.001; // level of the test against chance

  /// One verdict.
  static Tally of(Outcome outcome) {
    return new Tally(outcome == Outcome.COVERED ? 1 : 0, outcome == Outcome.MISSED ? 1 : 0, 1);
  }

  Tally plus(Tally other) {
    return new Tally(covered + other.covered, missed + other.missed, total + other.total);
  }

  /// Whether so many of all verdicts would be rarer than 1 in 1,000 if each had a probability of 1
  /// %.
  boolean beyondChance(long wrong) {
    return BinomialBounds.atLeast(total, BAR, wrong) < CHANCE;
  }

  /// Whether more than half of the verdicts are these.
  boolean mostly(long verdicts) {
    return 2 * verdicts > total;
  }

  /// Per cent covered and missed, such as `97 / 0.2`.
  String percent() {
    return percent(covered) + " / " + percent(missed);
  }

  private String percent(long count) {
    double share = 100.0 * count / Math.max(1, total);
    return count == 0
        ? "0"
        : share >= 9.95 ? String.format(Locale.ROOT, "%.0f", share) : precise(share);
  }

  private static String precise(double share) {
    return share < 0.05 ? "<0.1" : String.format(Locale.ROOT, "%.1f", share);
  }
}
