package everymode.metric;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// The nearest neighbours of points, within one set or in another.
///
/// Memory grows with n, time with n². The numbers do not depend on the number of threads.
public final class Neighbours {

  private Neighbours() {}

  /// Euclidean distances of each point to its k nearest others.
  ///
  /// @param x `[n, ...]`, each row one point; n is greater than k
  /// @param k neighbours wanted, at least 1
  /// @return `[n][k]`, ascending; copies of a point are neighbours at distance 0
  /// @throws IllegalArgumentException when there are not more than k points
  public static double[][] distances(Tensor x, int k) {
    return roots(squared(Cloud.of(x), k));
  }

  /// Euclidean distances of each point to its k nearest in another set.
  ///
  /// @param x `[n, ...]`, each row one point
  /// @param among `[m, ...]`, m at least k; rows as long as those of x
  /// @param k neighbours wanted, at least 1
  /// @return `[n][k]`, ascending
  /// @throws IllegalArgumentException when there are fewer than k points to choose from
  public static double[][] distances(Tensor x, Tensor among, int k) {
    return roots(nearest(Cloud.of(x), Cloud.of(among), k).squared());
  }

  /// Squared distances of each point to its k nearest others, `[n][k]`, ascending.
  static double[][] squared(Cloud x, int k) {
    return nearest(x, k).squared();
  }

  /// The k nearest others of each point. Of those equally far the first ones are taken.
  static Nearest nearest(Cloud x, int k) {
    check(k, x.n() - 1);
    var search = new Search(Nearest.none(x.n(), k), true);
    Pairs.visit(x, search);
    return search.nearest;
  }

  /// The k points of another set that are nearest to each of these.
  static Nearest nearest(Cloud x, Cloud among, int k) {
    check(k, among.n());
    var search = new Search(Nearest.none(x.n(), k), false);
    Pairs.visit(x, among, search);
    return search.nearest;
  }

  private static void check(int k, int n) {
    if (n < k || k < 1) {
      throw new IllegalArgumentException(k + " neighbours among " + Math.max(0, n) + " points");
    }
  }

  private static double[][] roots(double[][] squared) {
    for (double[] row : squared) {
      Arrays.setAll(row, i -> Math.sqrt(row[i]));
    }
    return squared;
  }

  /// Whom each point has nearest.
  ///
  /// @param squared squared distances, `[n][k]`, ascending
  /// @param index whose they are, `[n][k]`
  @SuppressWarnings("ArrayRecordComponent") // large, never compared
  record Nearest(double[][] squared, int[][] index) {

    private static Nearest none(int n, int k) {
      var none = new Nearest(new double[n][k], new int[n][k]);
      for (int i = 0; i < n; i++) {
        Arrays.fill(none.squared[i], Double.POSITIVE_INFINITY);
        Arrays.fill(none.index[i], Integer.MAX_VALUE);
      }
      return none;
    }

    /// The distance, squared, to the k-th neighbour of each point.
    double[] radius(int k) {
      return Arrays.stream(squared).mapToDouble(row -> row[k - 1]).toArray();
    }
  }

  /// Keeps the nearest so far. Within a set both points of a pair are neighbours of each other, and
  /// two threads may meet at one point: a row is its own lock.
  ///
  /// @param both whether the pairs are within one set
  private record Search(Nearest nearest, boolean both) implements Pairs.Visitor {

    @Override
    public double reach(int i) {
      double[] row = nearest.squared[i];
      synchronized (row) {
        return row[row.length - 1];
      }
    }

    @Override
    public double reachBack(int j) {
      return both ? reach(j) : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pair(Pairs pairs, int i, int j, double squared) {
      double least = pairs.least(i, j, squared);
      boolean here = offer(i, j, least, false);
      boolean there = both && offer(j, i, least, false);
      if (here || there) {
        double exact = pairs.exact(i, j);
        if (here) {
          offer(i, j, exact, true);
        }
        if (there) {
          offer(j, i, exact, true);
        }
      }
    }

    /// Whether a point would be among the nearest; takes it in if that is wanted.
    private boolean offer(int i, int j, double distance, boolean take) {
      double[] row = nearest.squared[i];
      int[] who = nearest.index[i];
      synchronized (row) {
        int at = row.length - 1;
        if (!before(distance, j, row[at], who[at])) {
          return false;
        }
        if (take) {
          for (; at > 0 && before(distance, j, row[at - 1], who[at - 1]); at--) {
            row[at] = row[at - 1];
            who[at] = who[at - 1];
          }
          row[at] = distance;
          who[at] = j;
        }
        return true;
      }
    }

    private static boolean before(double distance, int j, double other, int than) {
      return distance < other || (distance == other && j < than);
    }
  }
}
