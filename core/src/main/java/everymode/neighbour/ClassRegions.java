package everymode.neighbour;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  private static final int BLOCK = 4_096; // points at a time
  private static final int NEIGHBOURS = 2;
  private static final int ENOUGH = 4; // rows of a class for two neighbours
  private static final int MERGED = 2 * NEIGHBOURS; // of these, at most two are of the class itself

  private final List<PointSet> rows = new ArrayList<>(); // by class
  private final double[] cut; // by class

  /// Computes the cuts.
  ///
  /// @param points rows that define the regions
  /// @param label class of each, from 0
  /// @param classes number of classes
  public ClassRegions(PointSet points, long[] label, int classes) {
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      rows.add(
          points.pick(
              IntStream.range(0, points.n())
                  .filter(i -> label[i] == wanted)
                  .asLongStream()
                  .toArray()));
    }
    cut = IntStream.range(0, classes).mapToDouble(this::cut).toArray();
  }

  /// Whether a class and the others have rows, so that it has a region.
  public boolean exists(int label) {
    return rows.get(label).n() > 0
        && rows.stream().mapToInt(PointSet::n).sum() > rows.get(label).n();
  }

  /// The number of rows of a class.
  public int rows(int label) {
    return rows.get(label).n();
  }

  private double cut(int label) {
    PointSet own = rows.get(label);
    if (own.n() <= 1 || !exists(label)) {
      return 1;
    }
    int k = neighbours(label);
    double[] within = KnnResult.within(own, k).radius(k);
    Distances distances = new Distances(own);
    double[] ratio =
        IntStream.range(0, own.n())
            .mapToDouble(i -> {
              double other = distances.merged(i).other(label, k);
              return other == 0
                  ? Double.POSITIVE_INFINITY
                  : Math.sqrt(within[i]) / Math.sqrt(other);
            })
            .sorted()
            .toArray();
    double median = (ratio[(ratio.length - 1) / 2] + ratio[ratio.length / 2]) / 2;
    return (1 + Math.min(1, median)) / 2;
  }

  private int neighbours(int label) {
    return rows.get(label).n() >= ENOUGH ? NEIGHBOURS : 1;
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
    long[][] counts = new long[2][rows.size()];
    for (int from = 0; from < x.n(); from += BLOCK) {
      int first = from;
      PointSet block = x.range(first, Math.min(BLOCK, x.n() - first));
      Distances distances = new Distances(block);
      for (int i = 0; i < block.n(); i++) {
        Merged merged = distances.merged(i);
        for (int c = 0; c < rows.size(); c++) {
          if (exists(c) && distances.counts(i, c, merged)) {
            counts[0][c]++;
            counts[1][c] += label.length > 0 && label[first + i] != c ? 1 : 0;
          }
        }
      }
    }
    return counts;
  }

  /// The squared distances of points to their nearest rows of each class.
  private final class Distances {

    private final double[][][] squared; // [classes][points][neighbours]

    Distances(PointSet x) {
      squared =
          rows.stream()
              .map(own ->
                  own.n() == 0
                      ? new double[x.n()][0]
                      : KnnResult.among(x, own, Math.min(NEIGHBOURS, own.n())).squared())
              .toArray(double[][][]::new);
    }

    Merged merged(int i) {
      Merged merged = new Merged();
      for (int c = 0; c < squared.length; c++) {
        for (double distance : squared[c][i]) {
          merged.offer(distance, c);
        }
      }
      return merged;
    }

    boolean counts(int i, int label, Merged merged) {
      int k = neighbours(label);
      return Math.sqrt(squared[label][i][k - 1]) < cut[label] * Math.sqrt(merged.other(label, k));
    }
  }

  /// The nearest rows of all classes together, ascending.
  private static final class Merged {

    private final double[] distance = new double[MERGED];
    private final int[] of = new int[MERGED];

    Merged() {
      Arrays.fill(distance, Double.POSITIVE_INFINITY);
    }

    void offer(double squared, int label) {
      int at = MERGED;
      for (; at > 0 && distance[at - 1] > squared; at--) {
        if (at < MERGED) {
          distance[at] = distance[at - 1];
          of[at] = of[at - 1];
        }
      }
      if (at < MERGED) {
        distance[at] = squared;
        of[at] = label;
      }
    }

    /// The squared distance to the k-th nearest row that is not of a class, or to the last of them.
    double other(int label, int k) {
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
