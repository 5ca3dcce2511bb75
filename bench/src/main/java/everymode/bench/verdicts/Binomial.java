package everymode.bench.verdicts;

import java.util.SplittableRandom;

/// Draws binomial counts exactly, in time that grows with the smaller of the two expected counts.
final class Binomial {

  private Binomial() {}

  /// The number of successes in n trials.
  static long draw(SplittableRandom random, long n, double p) {
    if (p <= 0 || n <= 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    return p > 0.5 ? n - rare(random, n, 1 - p) : rare(random, n, p);
  }

  /// Leaps from success to success: the number of failures between them is geometric.
  private static long rare(SplittableRandom random, long n, double p) {
    double failure = Math.log1p(-p);
    long successes = 0;
    double at = 0;
    while (true) {
      at += Math.floor(Math.log(1 - random.nextDouble()) / failure) + 1;
      if (at > n) {
        return successes;
      }
      successes++;
    }
  }
}
