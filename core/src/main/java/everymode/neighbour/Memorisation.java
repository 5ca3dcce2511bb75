package everymode.neighbour;

import everymode.neighbour.ClosePairs.PairAction;
import everymode.neighbour.ClosePairs.Visitor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Measures whether samples are new, or duplicates of training rows or of each other.
///
/// *Source:* Lopez-Paz and Oquab, "Revisiting Classifier Two-Sample Tests", ICLR 2017, and Meehan,
/// Chaudhuri and Dasgupta, "A Non-Parametric Test to Detect Data-Copying in Generative Models",
/// AISTATS 2020, for nearest neighbours; Arora and Zhang, "Do GANs actually learn the distribution?
/// An empirical study", 2017, for the birthday estimate. *Ours:* the plain share and median, and
/// the definition of near duplicates: two samples are near duplicates if they are closer than 99 of
/// 100 held-out rows are to their nearest neighbour.
///
/// *Pitfalls:* a training set larger than the held-out set is nearer for that reason alone, so use
/// equally many rows of each. A duplicate with a little noise is not counted as a duplicate and
/// shows only in the distances. The support estimate assumes equally likely samples, so a few
/// frequent samples bias it downwards, and it is accurate to an order of magnitude at best.
public final class Memorisation {

  private static final double NEAR_DUPLICATE_QUANTILE = 0.01;

  private final Set<Part> parts;
  private final @Nullable Placed train; // for nearness
  private final @Nullable Placed held; // likewise
  private final RowFingerprints known;
  private final double nearDuplicate;

  /// What is measured.
  public enum Part {
    /// Whether training or held-out rows are nearer.
    NEARNESS,
    /// Exact duplicates.
    DUPLICATES,
    /// The number of distinct samples.
    SUPPORT
  }

  /// The scores of samples; NaN for what was not wanted.
  ///
  /// @param closer share of samples nearer to a training row than to a held-out row; ties count one
  ///   half
  /// @param ratio median of the distance to the nearest training row over that to the nearest
  ///   held-out row
  /// @param copies share of samples that equal a training row
  /// @param repeats share of samples that equal an earlier one
  /// @param support `n (n − 1) / (2c)` from c pairs of near duplicates; infinite if c is 0
  public record Values(
      double closer, double ratio, double copies, double repeats, double support) {}

  /// Prepares all parts.
  ///
  /// @param train at least one point
  /// @param held at least two points
  /// @param known fingerprints of the rows of which samples may be duplicates
  public Memorisation(PointSet train, PointSet held, RowFingerprints known) {
    this(train, held, known, EnumSet.allOf(Part.class));
  }

  /// Prepares training and held-out rows, preferably in equal number.
  ///
  /// @param train at least one point
  /// @param held at least two points
  /// @param known fingerprints of the rows of which samples may be duplicates
  /// @param parts what is measured
  public Memorisation(PointSet train, PointSet held, RowFingerprints known, Set<Part> parts) {
    this.parts = Set.copyOf(parts);
    boolean nearness = parts.contains(Part.NEARNESS);
    this.train = nearness ? Placed.of(train) : null;
    this.held = nearness ? Placed.of(held) : null;
    this.known = known;
    boolean support = parts.contains(Part.SUPPORT) && held.n() > 1;
    double[] distances = support ? KnnResult.within(held, 1).radius(1) : new double[] {0};
    Arrays.sort(distances);
    nearDuplicate = distances[(int) (NEAR_DUPLICATE_QUANTILE * distances.length)];
  }

  /// Scores samples.
  ///
  /// @param fake at least one point
  public Values of(PointSet fake) {
    int n = fake.n();
    double pairs = n * (n - 1.0) / 2;
    double support = parts.contains(Part.SUPPORT) ? pairs / nearDuplicates(fake) : Double.NaN;
    double closer = Double.NaN;
    double ratio = Double.NaN;
    if (train != null && held != null) {
      double[] toTrain = KnnResult.among(fake, train, 1).radius(1);
      double[] toHeld = KnnResult.among(fake, held, 1).radius(1);
      closer = closer(toTrain, toHeld);
      ratio = ratio(toTrain, toHeld);
    }
    if (!parts.contains(Part.DUPLICATES)) {
      return new Values(closer, ratio, Double.NaN, Double.NaN, support);
    }
    Set<Long> distinct = new HashSet<>();
    double copies = 0;
    for (int i = 0; i < n; i++) {
      long fingerprint = RowFingerprints.of(fake, i);
      copies += known.has(fingerprint) ? 1 : 0;
      distinct.add(fingerprint);
    }
    return new Values(closer, ratio, copies / n, 1 - (double) distinct.size() / n, support);
  }

  private static double closer(double[] toTrain, double[] toHeld) {
    double closer = 0;
    for (int i = 0; i < toTrain.length; i++) {
      closer += toTrain[i] < toHeld[i] ? 1 : toTrain[i] == toHeld[i] ? 0.5 : 0;
    }
    return closer / toTrain.length;
  }

  private static double ratio(double[] toTrain, double[] toHeld) {
    int n = toTrain.length;
    double[] ratio = new double[n];
    Arrays.setAll(ratio, i -> toTrain[i] == toHeld[i] ? 1 : Math.sqrt(toTrain[i] / toHeld[i]));
    Arrays.sort(ratio);
    return (ratio[(n - 1) / 2] + ratio[n / 2]) / 2;
  }

  /// Pairs of samples within the distance of near duplicates.
  private long nearDuplicates(PointSet fake) {
    AtomicLong count = new AtomicLong();
    double reach = Math.nextUp(nearDuplicate);
    PairAction action =
        (pairs, i, j, squared) -> {
          if (pairs.below(i, j, squared, reach)) {
            count.incrementAndGet();
          }
        };
    ClosePairs.visit(fake, new Visitor(_ -> reach, _ -> reach, action));
    return count.get();
  }
}
