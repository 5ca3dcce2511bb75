package everymode.coverage;

import everymode.statistics.BinomialBounds;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// A group-sequential test that decides at each look which points are certified, and which are
/// proven to be missed.
///
/// At look r, with m samples so far of which c_i lie in ball i, point i is certified if `P(Bin(m,
/// ψp_i) ≥ c_i) ≤ α_r / |S|`, with S the points that are not certified yet; this repeats until S no
/// longer changes. Until the first false certification S contains every point whose ball truly has
/// less than ψp_i, at most |S| of them; so the probability of a false one at look r is at most α_r,
/// and over all looks Σ α_r = α, for any dependence between balls (Holm's step-down procedure, with
/// the error spent over looks).
///
/// Missed points are found by the mirrored test, `P(Bin(m, ψp_i) ≤ c_i)`, with a separate
/// confidence; for the population, with the smallest possible p_i.
///
/// Not thread-safe.
public final class SequentialTest {

  private final CertificatePlan plan;
  private final double[] bound;
  private final double[] missing;
  private final int[] certifiedAt; // look, from 1; 0 if not certified
  private final int[] missedAt;
  private long[] counts;
  private int looksDone;

  /// The state before the first look.
  ///
  /// @param plan what is claimed
  /// @param held real points in each ball, including its centre; `[n]`
  public SequentialTest(CertificatePlan plan, int[] held) {
    if (held.length != plan.points()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%,d balls for %,d points", held.length, plan.points()));
    }
    this.plan = plan;
    bound = Arrays.stream(held).mapToDouble(plan::massBound).toArray();
    missing = Arrays.stream(held).mapToDouble(plan::missing).toArray();
    certifiedAt = new int[held.length];
    missedAt = new int[held.length];
    counts = new long[held.length];
  }

  /// Performs the next look.
  ///
  /// @param total samples in each ball in total, over all looks; `[n]`
  /// @throws IllegalStateException when all looks have been used
  /// @throws IllegalArgumentException when the counts are inconsistent
  public void look(long[] total) {
    if (looksDone == plan.looks()) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "all %d looks have been used", looksDone));
    }
    long m = plan.samples(looksDone);
    for (int i = 0; i < total.length; i++) {
      if (total[i] < counts[i] || total[i] > m) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "point %,d has %,d of %,d samples in its ball after %,d at the previous look",
                i,
                total[i],
                m,
                counts[i]));
      }
    }
    counts = total.clone();
    looksDone++;
    double[] above = new double[total.length];
    double[] below = new double[total.length];
    Arrays.setAll(
        above, i -> certifiedAt[i] > 0 ? 1 : BinomialBounds.atLeast(m, bound[i], total[i]));
    Arrays.setAll(below, i -> missedAt[i] > 0 ? 1 : BinomialBounds.atMost(m, missing[i], total[i]));
    stepDown(above, plan.level(), certifiedAt, looksDone);
    stepDown(below, plan.level(), missedAt, looksDone);
  }

  /// Step-down procedure: marks all points whose tail probability is at most the level divided by
  /// the number of open points, repeatedly.
  ///
  /// @param tail of each point
  /// @param level the error probability to spend
  /// @param at marks, 0 for open points
  /// @param mark the mark to set
  static void stepDown(double[] tail, double level, int[] at, int mark) {
    long open = Arrays.stream(at).filter(a -> a == 0).count();
    boolean changed = true;
    while (changed && open > 0) {
      changed = false;
      double threshold = level / open;
      for (int i = 0; i < tail.length; i++) {
        if (at[i] == 0 && tail[i] <= threshold) {
          at[i] = mark;
          open--;
          changed = true;
        }
      }
    }
  }

  /// The number of looks so far, 0 to R.
  public int looks() {
    return looksDone;
  }

  /// Whether no further look can change the result: all looks have been used or every point is
  /// decided.
  public boolean finished() {
    return looksDone == plan.looks()
        || IntStream.range(0, bound.length).allMatch(i -> certifiedAt[i] > 0 || missedAt[i] > 0);
  }

  /// Indices of the points whose ball has at least ψ times the mass of the data.
  public BitSet certified() {
    return set(certifiedAt);
  }

  /// Indices of the points whose ball is proven to have less.
  public BitSet missed() {
    return set(missedAt);
  }

  private static BitSet set(int[] at) {
    return MaximinWeights.points(at.length, i -> at[i] > 0);
  }

  /// The look at which each point was certified.
  ///
  /// @return `[n]`, from 1; 0 for none
  public int[] certifiedAt() {
    return certifiedAt.clone();
  }

  /// Samples in each ball at the last look.
  ///
  /// @return `[n]`
  public long[] counts() {
    return counts.clone();
  }

  /// A lower bound on the mass of each ball: the Clopper–Pearson bound, simultaneous over all
  /// points, and for certified ones at least ψp_i. The bounds together have the confidence of the
  /// plan; so has the list of certified points; both jointly have at least twice the confidence
  /// minus 1.
  ///
  /// @return `[n]`
  public double[] lower() {
    double[] lower = new double[bound.length];
    long m = looksDone == 0 ? 0 : plan.samples(looksDone - 1);
    for (int i = 0; i < lower.length; i++) {
      double own = BinomialBounds.lower(m, counts[i], plan.level() / plan.points());
      lower[i] = certifiedAt[i] > 0 ? Math.max(own, bound[i]) : own;
    }
    return lower;
  }

  /// The share of certified points, 0 to 1.
  public double share() {
    return certified().cardinality() / (double) plan.points();
  }

  /// The verdict so far by the share of certified points alone, whatever their classes.
  public CertificateVerdict verdict() {
    if (share() >= plan.share()) {
      return CertificateVerdict.COVERED;
    }
    double missed = missed().cardinality() / (double) plan.points();
    return missed > 1 - plan.share() ? CertificateVerdict.MISSED : CertificateVerdict.NOT_SHOWN;
  }

  /// Replays all looks.
  ///
  /// @param plan what is claimed
  /// @param held real points in each ball
  /// @param looks samples in each ball at each look so far
  /// @return the state after the last of these looks
  public static SequentialTest of(CertificatePlan plan, int[] held, List<long[]> looks) {
    SequentialTest test = new SequentialTest(plan, held);
    looks.forEach(test::look);
    return test;
  }
}
