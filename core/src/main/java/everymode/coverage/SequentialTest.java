package everymode.coverage;

import everymode.statistics.BinomialBounds;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Decides look by look which points are certified, and which are proven missed.
///
/// At look r, with m samples so far of which c_i lie in ball i, point i is certified when `P(Bin(m,
/// ψp_i) ≥ c_i) ≤ α_r / |S|`, S the points that are not certified yet, and again until S stands
/// still. Until the first false certification S holds every point whose ball truly has less than
/// ψp_i, at most |S| of them; so that of a false one at look r is at most α_r, and at any look Σ
/// α_r = α, whatever the dependence between balls (Holm's step-down, spent over looks).
///
/// Missed points are found by the mirrored test, `P(Bin(m, ψp_i) ≤ c_i)`, with a confidence of
/// their own; for the population with the least that p_i can be.
///
/// It belongs to one thread.
public final class SequentialTest {

  private final CertificatePlan plan;
  private final double[] bound;
  private final double[] missing;
  private final int[] certifiedAt; // look from 1; 0 for not
  private final int[] missedAt;
  private long[] counts;
  private int looked;

  /// Before the first look.
  ///
  /// @param plan what is claimed
  /// @param held real points in each ball, its own included; `[n]`
  public SequentialTest(CertificatePlan plan, int[] held) {
    if (held.length != plan.points()) {
      throw new IllegalArgumentException(
          "%,d balls for %,d points".formatted(held.length, plan.points()));
    }
    this.plan = plan;
    bound = Arrays.stream(held).mapToDouble(plan::massBound).toArray();
    missing = Arrays.stream(held).mapToDouble(plan::missing).toArray();
    certifiedAt = new int[held.length];
    missedAt = new int[held.length];
    counts = new long[held.length];
  }

  /// Looks once more.
  ///
  /// @param all samples in each ball so far, over all looks; `[n]`
  /// @throws IllegalStateException when all looks are spent
  /// @throws IllegalArgumentException when counts cannot be
  public void look(long[] all) {
    if (looked == plan.looks()) {
      throw new IllegalStateException("all %d looks are spent".formatted(looked));
    }
    long m = plan.samples(looked);
    for (int i = 0; i < all.length; i++) {
      if (all[i] < counts[i] || all[i] > m) {
        throw new IllegalArgumentException(
            "point %,d has %,d of %,d samples in its ball after %,d at the look before"
                .formatted(i, all[i], m, counts[i]));
      }
    }
    counts = all.clone();
    looked++;
    double[] above = new double[all.length];
    double[] below = new double[all.length];
    for (int i = 0; i < all.length; i++) {
      above[i] = certifiedAt[i] > 0 ? 1 : BinomialBounds.atLeast(m, bound[i], all[i]);
      below[i] = missedAt[i] > 0 ? 1 : BinomialBounds.atMost(m, missing[i], all[i]);
    }
    down(above, plan.level(), certifiedAt, looked);
    down(below, plan.level(), missedAt, looked);
  }

  /// Steps down: marks all whose tail is at most the level divided by those who are left, again and
  /// again.
  ///
  /// @param tail of each point
  /// @param level the error to spend
  /// @param at marks, 0 for open
  /// @param mark what to mark with
  static void down(double[] tail, double level, int[] at, int mark) {
    int left = 0;
    for (int a : at) {
      left += a == 0 ? 1 : 0;
    }
    boolean moved = true;
    while (moved && left > 0) {
      moved = false;
      double most = level / left;
      for (int i = 0; i < tail.length; i++) {
        if (at[i] == 0 && tail[i] <= most) {
          at[i] = mark;
          left--;
          moved = true;
        }
      }
    }
  }

  /// Looks so far.
  ///
  /// @return 0 to R
  public int looks() {
    return looked;
  }

  /// Whether another look can change nothing.
  ///
  /// @return true when all looks are spent or every point is decided
  public boolean over() {
    if (looked == plan.looks()) {
      return true;
    }
    for (int i = 0; i < bound.length; i++) {
      if (certifiedAt[i] == 0 && missedAt[i] == 0) {
        return false;
      }
    }
    return true;
  }

  /// Points whose ball has at least ψ of the data's mass.
  ///
  /// @return their numbers
  public BitSet certified() {
    return set(certifiedAt);
  }

  /// Points whose ball is proven to have less.
  ///
  /// @return their numbers
  public BitSet missed() {
    return set(missedAt);
  }

  private static BitSet set(int[] at) {
    BitSet set = new BitSet(at.length);
    for (int i = 0; i < at.length; i++) {
      set.set(i, at[i] > 0);
    }
    return set;
  }

  /// At which look each point was certified.
  ///
  /// @return `[n]`, from 1; 0 for none
  public int[] certifiedAt() {
    return certifiedAt.clone();
  }

  /// Samples in each ball.
  ///
  /// @return `[n]`, at the last look
  public long[] counts() {
    return counts.clone();
  }

  /// A mass that each ball surely has: Clopper and Pearson's bound for all points at once, and for
  /// certified ones at least ψp_i. The bounds together have the plan's confidence; so has the list
  /// of certified points; both at once have at least twice the confidence less 1.
  ///
  /// @return `[n]`
  public double[] lower() {
    double[] lower = new double[bound.length];
    long m = looked == 0 ? 0 : plan.samples(looked - 1);
    for (int i = 0; i < lower.length; i++) {
      double own = BinomialBounds.lower(m, counts[i], plan.level() / plan.points());
      lower[i] = certifiedAt[i] > 0 ? Math.max(own, bound[i]) : own;
    }
    return lower;
  }

  /// The share of points that are certified.
  ///
  /// @return 0 to 1
  public double share() {
    return certified().cardinality() / (double) plan.points();
  }

  /// The verdict so far.
  ///
  /// @return covered, missed or not shown
  public CertificateVerdict verdict() {
    if (share() >= plan.share()) {
      return CertificateVerdict.COVERED;
    }
    double missed = missed().cardinality() / (double) plan.points();
    return missed > 1 - plan.share() ? CertificateVerdict.MISSED : CertificateVerdict.NOT_SHOWN;
  }

  /// Goes through all looks again.
  ///
  /// @param plan what is claimed
  /// @param held real points in each ball
  /// @param looks samples in each ball at each look so far
  /// @return a ledger after the last of these looks
  public static SequentialTest of(CertificatePlan plan, int[] held, List<long[]> looks) {
    SequentialTest ledger = new SequentialTest(plan, held);
    looks.forEach(ledger::look);
    return ledger;
  }
}
