package everymode.neighbour;

import everymode.neighbour.ClosePairs.Visitor;
import java.util.Arrays;
import java.util.stream.IntStream;

/// For each class, the region that is clearly nearer to its rows than to those of all others.
///
/// With k = 2 for a class of at least 4 rows and k = 1 otherwise, a point z lies in the region of
/// class c when d_c(z) < t · d_o(z): its distance to the k-th nearest row of the class, and to the
/// k-th nearest row of all others. The cut t = (1 + μ) / 2 lies halfway between the border and
/// where the class's own rows lie: μ is the median of d_c / d_o over them, each without itself, and
/// at most 1. A class of one row has t = 1.
///
/// Distances are exact, so counts do not depend on the order of rows, blocks or threads. Time grows
/// with rows times points.
public final class ClassRegions {

  private static final int NEIGHBOURS = 2;
  private static final int ENOUGH = 4; // rows of a class for two neighbours
  private static final int MERGED = 2 * NEIGHBOURS; // of these, at most two are of one class

  private final Placed points;
  private final int[] label;
  private final int[] size; // by class
  private final int merged; // rows that all classes together put among the nearest
  private final double[] cut; // by class

  /// Computes the cuts.
  ///
  /// @param points rows that define the regions
  /// @param label class of each, from 0
  /// @param classes number of classes
  public ClassRegions(PointSet points, long[] label, int classes) {
    this.points = Placed.of(points);
    this.label = Arrays.stream(label).mapToInt(Math::toIntExact).toArray();
    size = new int[classes];
    Arrays.stream(this.label).forEach(c -> size[c]++);
    merged = Math.min(MERGED, Arrays.stream(size).map(n -> Math.min(NEIGHBOURS, n)).sum());
    cut = cuts();
  }

  /// Whether a class and the others have rows, so that it has a region.
  public boolean exists(int label) {
    return size[label] > 0 && points.n() > size[label];
  }

  /// The number of rows of a class.
  public int rows(int label) {
    return size[label];
  }

  private int neighbours(int label) {
    return size[label] >= ENOUGH ? NEIGHBOURS : 1;
  }

  private double[] cuts() {
    Ratio[] ratios =
        Arrays.stream(label)
            .mapToObj(c -> new Ratio(Math.min(neighbours(c), size[c] - 1), neighbours(c)))
            .toArray(Ratio[]::new);
    ClosePairs.visit(
        points,
        new Visitor(
            i -> ratios[i].reach(),
            j -> ratios[j].reach(),
            (i, j, least) -> {
              boolean same = label[i] == label[j];
              return least <= ratios[i].reach(same) || least <= ratios[j].reach(same);
            },
            (pairs, i, j, squared) -> {
              double exact = pairs.exact(i, j, squared);
              ratios[i].offer(exact, label[i] == label[j]);
              ratios[j].offer(exact, label[i] == label[j]);
            }));
    return IntStream.range(0, size.length)
        .mapToDouble(c -> size[c] <= 1 || !exists(c) ? 1 : (1 + Math.min(1, median(ratios, c))) / 2)
        .toArray();
  }

  private double median(Ratio[] ratios, int wanted) {
    double[] sorted =
        IntStream.range(0, label.length)
            .filter(i -> label[i] == wanted)
            .mapToDouble(i -> ratios[i].value())
            .sorted()
            .toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /// Counts the points in each region.
  ///
  /// @param x points of the same dimension
  /// @return `[classes]`; 0 for a class without a region
  public long[] count(PointSet x) {
    return count(x, new long[0])[0];
  }

  /// Counts the points in each region, and those of them that are not of its class.
  ///
  /// @param x points of the same dimension
  /// @param label class of each
  /// @return `[2][classes]`: points, and foreign points
  public long[][] count(PointSet x, long[] label) {
    Nearest[] nearest =
        IntStream.range(0, x.n()).mapToObj(_ -> new Nearest(this)).toArray(Nearest[]::new);
    ClosePairs.visit(
        x,
        points,
        new Visitor(
            i -> nearest[i].reach,
            null,
            (i, j, least) -> least <= nearest[i].reach(this.label[j]),
            (pairs, i, j, squared) -> nearest[i].offer(pairs.exact(i, j, squared), this.label[j])));
    long[][] counts = new long[2][size.length];
    for (int i = 0; i < x.n(); i++) {
      for (int c = 0; c < size.length; c++) {
        if (nearest[i].counts(c)) {
          counts[0][c]++;
          counts[1][c] += label.length > 0 && label[i] != c ? 1 : 0;
        }
      }
    }
    return counts;
  }

  /// The distances of a row to its own class and to the others. Two threads may offer to it.
  private static final class Ratio {

    private final double[] own;
    private final double[] other;

    Ratio(int own, int other) {
      this.own = infinite(own);
      this.other = infinite(other);
    }

    private static double[] infinite(int n) {
      double[] values = new double[n];
      Arrays.fill(values, Double.POSITIVE_INFINITY);
      return values;
    }

    double reach() {
      return Math.max(reach(true), reach(false));
    }

    synchronized double reach(boolean same) {
      double[] of = same ? own : other;
      return of.length == 0 ? Double.NEGATIVE_INFINITY : of[of.length - 1];
    }

    synchronized void offer(double squared, boolean same) {
      double[] to = same ? own : other;
      int at = to.length;
      for (; at > 0 && to[at - 1] > squared; at--) {
        if (at < to.length) {
          to[at] = to[at - 1];
        }
      }
      if (at < to.length) {
        to[at] = squared;
      }
    }

    /// Of a class with at least two rows, beside others.
    synchronized double value() {
      double most = other[0];
      for (int i = 1; i < other.length && other[i] < Double.POSITIVE_INFINITY; i++) {
        most = other[i]; // the others may be fewer
      }
      return most == 0
          ? Double.POSITIVE_INFINITY
          : Math.sqrt(own[own.length - 1]) / Math.sqrt(most);
    }
  }

  /// The nearest rows of all classes, ascending, at most two of each class: those that decide in
  /// which regions a point lies.
  private static final class Nearest {

    private static final double MORE = 1 + 1e-12; // than the rounding of the comparison of roots

    private final ClassRegions regions;
    private final double[] distance = new double[MERGED];
    private final int[] of = new int[MERGED];
    private double reach = Double.POSITIVE_INFINITY; // rows beyond it decide nothing
    private double lead = Double.POSITIVE_INFINITY; // nor do rows of the leading class beyond this
    private int leading;

    Nearest(ClassRegions regions) {
      this.regions = regions;
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
      Arrays.fill(of, -1);
    }

    void offer(double squared, int label) {
      int last = MERGED - 1; // the place that becomes free
      for (int i = 0, found = 0; i < MERGED; i++) {
        if (of[i] == label && ++found == NEIGHBOURS) {
          last = i;
        }
      }
      if (squared >= distance[last]) {
        return;
      }
      int at = last;
      for (; at > 0 && distance[at - 1] > squared; at--) {
        distance[at] = distance[at - 1];
        of[at] = of[at - 1];
      }
      distance[at] = squared;
      of[at] = label;
      if (of[regions.merged - 1] >= 0) {
        updateReach();
      }
    }

    private void updateReach() {
      double others = distance[NEIGHBOURS - 1]; // a class without rows here has to beat it
      reach = others;
      leading = -1;
      for (int i = 0; i < regions.merged; i++) {
        double end = end(of[i]);
        if (of[i] != leading && end > reach) {
          others = reach;
          reach = end;
          leading = of[i];
        } else if (of[i] != leading) {
          others = Math.max(others, end);
        }
      }
      int k = leading < 0 ? 0 : regions.neighbours(leading);
      lead = k == 0 ? reach : Math.max(others, Math.min(of(leading, k), other(leading, k)));
    }

    /// The squared distance up to which rows of a class decide about it or another.
    double reach(int label) {
      return label == leading ? lead : reach;
    }

    /// The squared distance up to which rows of other classes decide about a class: where they are
    /// nearer than its own, or end the lead of these. Its own count up to where they are nearer
    /// than the others.
    private double end(int label) {
      int k = regions.neighbours(label);
      double cut = regions.cut[label];
      return Math.min(other(label, k), of(label, k) / (cut * cut) * MORE);
    }

    /// Whether the point lies in the region of a class.
    boolean counts(int label) {
      int k = regions.neighbours(label);
      return regions.exists(label)
          && Math.sqrt(of(label, k)) < regions.cut[label] * Math.sqrt(other(label, k));
    }

    /// The squared distance to the k-th nearest row of a class; infinite if it is not among these,
    /// and then not nearer than the others.
    private double of(int label, int k) {
      for (int i = 0, found = 0; i < MERGED; i++) {
        if (of[i] == label && ++found == k) {
          return distance[i];
        }
      }
      return Double.POSITIVE_INFINITY;
    }

    /// The squared distance to the k-th nearest row that is not of a class, or to the last of them.
    private double other(int label, int k) {
      double last = Double.POSITIVE_INFINITY;
      for (int i = 0, found = 0; i < MERGED && found < k; i++) {
        if (distance[i] < Double.POSITIVE_INFINITY && of[i] != label) {
          last = distance[i];
          found++;
        }
      }
      return last;
    }
  }
}
