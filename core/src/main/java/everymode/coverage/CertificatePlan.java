package everymode.coverage;

import everymode.statistics.BinomialBounds;
import java.util.Locale;

/// What a certificate claims and how many looks it takes, fixed before any sample is drawn.
///
/// At look r, `first · 2^r` samples have been drawn in total. Each look may spend an equal share of
/// the error probability that the confidence allows.
///
/// @param points n, the number of real points, each with a ball
/// @param k real points in a ball unless distances tie, including its centre; at least 1, less than
///   n
/// @param ratio ψ in (0, 1]: the fraction of the mass of the data that a covered ball must receive
/// @param confidence that nothing is certified falsely, in [0.5, 1)
/// @param share of points that must be certified for the verdict "covered", in (0, 1]
/// @param population whether the mass of the data is bounded for the distribution from which the
///   points were drawn, which takes half of the error probability, or is that of the points
///   themselves
/// @param first samples at the first look, at least 1
/// @param looks R, at least 1
public record CertificatePlan(
    int points,
    int k,
    double ratio,
    double confidence,
    double share,
    boolean population,
    long first,
    int looks) {

  private static final int DEFAULT_LOOKS = 6;
  private static final double FIRST_COUNT = 8; // expected count at the bound, at the first look
  private static final int MAX_LOOKS = 30;

  /// Checks the ranges.
  public CertificatePlan {
    check(k >= 1, "k must be at least 1, but is " + k);
    check(
        looks >= 1 && looks <= MAX_LOOKS,
        String.format(
            Locale.ROOT, "looks must be at least 1 and at most %d, but is %d", MAX_LOOKS, looks));
    check(
        k < points,
        String.format(
            Locale.ROOT,
            "k must be less than the number of points, %,d, but is %,d; take one such as %d",
            points,
            k,
            Math.max(1, points / 4)));
    check(ratio > 0 && ratio <= 1, "ratio must be in (0, 1], but is " + ratio);
    check(share > 0 && share <= 1, "share must be in (0, 1], but is " + share);
    check(
        confidence >= 0.5 && confidence < 1,
        "confidence must be in [0.5, 1), but is " + confidence);
    check(first >= 1, "samples must be at least 1, but are " + first);
  }

  private static void check(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }

  /// The plan as a text from which random keys are derived. It must never change: another text
  /// would draw other samples for the same plan.
  ///
  /// @return all parameters by name
  public String fingerprint() {
    return String.format(
        Locale.ROOT,
        "Plan[points=%d, k=%d, ratio=%s, confidence=%s, share=%s, population=%s, first=%d, looks=%d]",
        points,
        k,
        ratio,
        confidence,
        share,
        population,
        first,
        looks);
  }

  /// Plans looks at m₀, 2m₀, 4m₀ … samples, with m₀ = 8 / (ψk/n).
  ///
  /// @param points n
  /// @param k real points in a ball
  /// @param ratio ψ
  /// @param confidence that nothing is certified falsely
  /// @param share of points for the verdict "covered"
  /// @param population whether masses are bounded for the population
  /// @param most maximum number of samples; 0 for six looks
  public static CertificatePlan of(
      int points,
      int k,
      double ratio,
      double confidence,
      double share,
      boolean population,
      long most) {
    long first = (long) Math.ceil(FIRST_COUNT * points / (Math.max(ratio, 1e-9) * Math.max(1, k)));
    int looks = most == 0 ? DEFAULT_LOOKS : 1;
    while (most > 0 && looks < MAX_LOOKS && first << looks <= most) {
      looks++;
    }
    long firstLook = most == 0 ? first : Math.min(most, first);
    return new CertificatePlan(points, k, ratio, confidence, share, population, firstLook, looks);
  }

  /// The plan for one look at a fixed set of samples, with all of the error probability.
  ///
  /// @param samples number of samples
  public CertificatePlan once(long samples) {
    return new CertificatePlan(points, k, ratio, confidence, share, population, samples, 1);
  }

  /// The total number of samples at a look.
  ///
  /// @param look r, from 0
  public long samples(int look) {
    return first << look;
  }

  /// The error probability that a look may spend, over all points.
  ///
  /// @return α/R, with half of α if masses are bounded for the population
  public double level() {
    return (1 - confidence) / (population ? 2 : 1) / looks;
  }

  /// The bound that the generator's mass of a ball must exceed for a certificate.
  ///
  /// @param held real points in the ball, including its centre
  /// @return ψ times the mass of the data in the ball
  public double massBound(int held) {
    return ratio * mass(held, 1 - (1 - confidence) / (2.0 * points));
  }

  /// The bound below which the generator's mass of a ball must be proven for a missed point: the
  /// same, except for the population, whose mass is then bounded from below.
  ///
  /// @param held real points in the ball, including its centre
  /// @return ψ times the smallest possible mass of the data in the ball
  public double missing(int held) {
    return ratio * mass(held, (1 - confidence) / (2.0 * points));
  }

  private double mass(int held, double quantile) {
    return population
        ? BinomialBounds.quantile(quantile, k, (double) points - k)
        : (double) held / points;
  }

  /// The expected share of balls that a perfect sampler of the distribution behind the points would
  /// have certified at a look, without the gain from points certified earlier.
  ///
  /// The mass of a ball under that distribution is Beta(k, n − k), so for small k many balls truly
  /// have less than ψ times what the points suggest.
  ///
  /// @param look r, from 0
  /// @return in [0, 1]
  public double power(int look) {
    long m = samples(look);
    double bound = massBound(k);
    long needed = needed(m, bound, level() / points);
    return BinomialBounds.mean(
        k, (double) points - k, mass -> BinomialBounds.atLeast(m, mass, needed));
  }

  /// The expected share of balls that a perfect sampler of the distribution behind the points would
  /// have certified with any number of samples: the others truly have less than the bound.
  ///
  /// @return in [0, 1]; small for small k
  public double limit() {
    // P(Beta(k, n − k) ≥ p) = P(Bin(n − 1, p) ≤ k − 1)
    return BinomialBounds.atMost(points - 1L, massBound(k), k - 1L);
  }

  /// The smallest number of samples in a ball for which it is certified.
  static long needed(long m, double bound, double level) {
    long low = 0; // too few
    long high = m + 1; // impossible
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (BinomialBounds.atLeast(m, bound, middle) <= level) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }
}
