package everymode.coverage;

import everymode.statistics.BinomialBounds;

/// What a certificate will claim and how often it will look, fixed before a sample is drawn.
///
/// At look r it has seen `first · 2^r` samples in all. Each look may spend the same share of the
/// error that the confidence allows.
///
/// @param points n, real points with a ball each
/// @param k real points in a ball where no two are equally far, its own included; at least 1, less
///   than n
/// @param ratio ψ in (0, 1]: the share of the data's mass that a covered ball must get
/// @param confidence that nothing is certified falsely, in [0.5, 1)
/// @param share of points that must be certified for the verdict "covered", in (0, 1]
/// @param population whether the data's mass is bounded for the law that the points are drawn from,
///   which costs half of the error, or is that of the points themselves
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

  private static final int USUAL_LOOKS = 6;
  private static final double FIRST = 8; // samples that a ball at the bound would have at first
  private static final int MOST_LOOKS = 30;

  /// Checks the numbers.
  public CertificatePlan {
    whole("k", k, 1);
    whole("looks", looks, 1);
    if (k >= points) {
      throw new IllegalArgumentException(
          "k must be less than the number of points, %,d, but is %,d".formatted(points, k));
    }
    share("ratio", ratio);
    share("share", share);
    if (!(confidence >= 0.5 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in [0.5, 1), but is " + confidence);
    }
    if (first < 1) {
      throw new IllegalArgumentException("samples must be at least 1, but are " + first);
    }
  }

  private static void whole(String name, int value, int least) {
    if (value < least || (name.equals("looks") && value > MOST_LOOKS)) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
    }
  }

  private static void share(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " must be in (0, 1], but is " + value);
    }
  }

  /// The plan as a text from which random numbers are derived. It must never change: another text
  /// would draw other samples for the same plan.
  ///
  /// @return all numbers by their names
  public String fingerprint() {
    return "Plan[points=%d, k=%d, ratio=%s, confidence=%s, share=%s, population=%s, first=%d, looks=%d]"
        .formatted(points, k, ratio, confidence, share, population, first, looks);
  }

  /// Looks at m₀, 2m₀, 4m₀ … samples, with m₀ = 8 / (ψk/n).
  ///
  /// @param points n
  /// @param k real points in a ball
  /// @param ratio ψ
  /// @param confidence that nothing is certified falsely
  /// @param share of points for the verdict "covered"
  /// @param population whether masses are bounded for the population
  /// @param most samples at most; 0 for six looks
  /// @return the plan
  public static CertificatePlan of(
      int points,
      int k,
      double ratio,
      double confidence,
      double share,
      boolean population,
      long most) {
    long first = (long) Math.ceil(FIRST * points / (Math.max(ratio, 1e-9) * Math.max(1, k)));
    if (most == 0) {
      return new CertificatePlan(
          points, k, ratio, confidence, share, population, first, USUAL_LOOKS);
    }
    int looks = 1;
    while (looks < MOST_LOOKS && first << looks <= most) {
      looks++;
    }
    long begin = most < first ? most : first;
    return new CertificatePlan(points, k, ratio, confidence, share, population, begin, looks);
  }

  /// One look at samples that are there once and for all, with all of the error.
  ///
  /// @param samples how many
  /// @return the plan
  public CertificatePlan once(long samples) {
    return new CertificatePlan(points, k, ratio, confidence, share, population, samples, 1);
  }

  /// Samples that have been seen at a look.
  ///
  /// @param look r, from 0
  /// @return all so far
  public long samples(int look) {
    return first << look;
  }

  /// The error that a look may spend, over all points.
  ///
  /// @return α/R, with half of α where masses are bounded for the population
  public double level() {
    return (1 - confidence) / (population ? 2 : 1) / looks;
  }

  /// What the generator's mass of a ball must exceed.
  ///
  /// @param held real points in the ball, its own included
  /// @return ψ times the data's mass of the ball
  public double massBound(int held) {
    return ratio * mass(held, 1 - (1 - confidence) / (2.0 * points));
  }

  /// Below what the generator's mass of a ball must be proven for the point to be missed: the same,
  /// but for the population, whose mass is then bounded from below.
  ///
  /// @param held real points in the ball, its own included
  /// @return ψ times the least that the data's mass of the ball can be
  public double missing(int held) {
    return ratio * mass(held, (1 - confidence) / (2.0 * points));
  }

  private double mass(int held, double quantile) {
    return population
        ? BinomialBounds.quantile(quantile, k, (double) points - k)
        : (double) held / points;
  }

  /// The share of balls that a perfect sampler of the law behind the points would have certified at
  /// a look, without the help of those that are certified already.
  ///
  /// The law's mass of a ball is Beta(k, n − k), so that with small k many balls hold truly less
  /// than ψ of what the points say.
  ///
  /// @param look r, from 0
  /// @return at least 0, at most 1
  public double power(int look) {
    long m = samples(look);
    double bound = massBound(k);
    long needed = needed(m, bound, level() / points);
    return BinomialBounds.mean(
        k, (double) points - k, mass -> BinomialBounds.atLeast(m, mass, needed));
  }

  /// The fewest samples in a ball at which it is certified.
  static long needed(long m, double bound, double level) {
    long low = 0; // not enough
    long high = m + 1; // never reached
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
