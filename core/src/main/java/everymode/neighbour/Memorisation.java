package everymode.neighbour;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Whether samples are new, or copies of training rows and of one another.
///
/// *Source:* Lopez-Paz and Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017, and Meehan,
/// Chaudhuri and Dasgupta, "A Non-Parametric Test to Detect Data-Copying in Generative Models",
/// AISTATS 2020, for nearest neighbours; Arora and Zhang, "Do GANs actually learn the distribution?
/// An empirical study", 2017, for the birthday estimate. *Ours:* the plain share and median, and
/// that two samples are near duplicates when they are closer than 99 in 100 held-out rows are to
/// their nearest other.
///
/// *Pitfalls:* a training set larger than the held-out one is nearer for that reason alone, so take
/// as many rows of each. A copy with a little noise is none and shows in the distances instead. The
/// estimate of the support takes all samples as equally likely, so a few that come often make it
/// too small, and it is right to an order of magnitude at best.
public final class Memorisation {

  private static final double ALIKE = 0.01;

  private final PointSet train;
  private final PointSet held;
  private final RowFingerprints known;
  private final double alike;

  /// What samples show.
  ///
  /// @param closer share of samples nearer to a training than to a held-out row, ties half
  /// @param ratio median of the distance to the nearest training row over that to the nearest
  ///   held-out row
  /// @param copies share of samples that equal a training row
  /// @param repeats share of samples that equal an earlier one
  /// @param support `n (n − 1) / (2c)` from c pairs of near duplicates; infinite without one
  public record Values(
      double closer, double ratio, double copies, double repeats, double support) {}

  /// Training and held-out rows, best in equal number.
  ///
  /// @param train at least one point
  /// @param held at least two points
  /// @param known the rows that a copy may equal
  public Memorisation(PointSet train, PointSet held, RowFingerprints known) {
    this.train = train;
    this.held = held;
    this.known = known;
    double[] apart = held.n() > 1 ? KnnResult.within(held, 1).radius(1) : new double[] {0};
    Arrays.sort(apart);
    alike = apart[(int) (ALIKE * apart.length)];
  }

  /// Looks at samples.
  ///
  /// @param fake at least one point
  public Values of(PointSet fake) {
    double[] toTrain = KnnResult.among(fake, train, 1).radius(1);
    double[] toHeld = KnnResult.among(fake, held, 1).radius(1);
    int n = fake.n();
    double closer = 0;
    double[] ratio = new double[n];
    Set<Long> seen = new HashSet<>();
    double copies = 0;
    for (int i = 0; i < n; i++) {
      closer += toTrain[i] < toHeld[i] ? 1 : toTrain[i] == toHeld[i] ? 0.5 : 0;
      ratio[i] = toTrain[i] == toHeld[i] ? 1 : Math.sqrt(toTrain[i] / toHeld[i]);
      long print = RowFingerprints.of(fake, i);
      copies += known.has(print) ? 1 : 0;
      seen.add(print);
    }
    Arrays.sort(ratio);
    double median = (ratio[(n - 1) / 2] + ratio[n / 2]) / 2;
    double pairs = n * (n - 1.0) / 2;
    return new Values(
        closer / n, median, copies / n, 1 - (double) seen.size() / n, pairs / alike(fake));
  }

  /// Pairs of samples no farther apart than the near duplicates among held-out rows.
  private long alike(PointSet fake) {
    var count = new java.util.concurrent.atomic.AtomicLong();
    double reach = Math.nextUp(alike);
    ClosePairs.visit(
        fake,
        new ClosePairs.Visitor() {
          @Override
          public double reach(int i) {
            return reach;
          }

          @Override
          public double reachBack(int j) {
            return reach;
          }

          @Override
          public void pair(ClosePairs pairs, int i, int j, double squared) {
            if (pairs.below(i, j, squared, reach)) {
              count.incrementAndGet();
            }
          }
        });
    return count.get();
  }
}
