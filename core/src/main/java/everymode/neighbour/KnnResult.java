package everymode.neighbour;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Whom each point has nearest.
///
/// @param squared squared distances, `[n][k]`, ascending
/// @param index whose they are, `[n][k]`; of those equally far the first ones are taken
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record KnnResult(double[][] squared, int[][] index) {

  private static final int ROWS = 512; // points that one task settles

  /// The k nearest others of each point.
  static KnnResult within(PointSet x, int k) {
    Search search = new Search(x, x, k, true);
    ClosePairs.visit(x, search);
    return search.settled();
  }

  /// The k points of another set that are nearest to each of these.
  public static KnnResult among(PointSet x, PointSet others, int k) {
    Search search = new Search(x, others, k, false);
    ClosePairs.visit(x, others, search);
    return search.settled();
  }

  /// The distance, squared, to the k-th neighbour of each point.
  double[] radius(int k) {
    return Arrays.stream(squared).mapToDouble(row -> row[k - 1]).toArray();
  }

  /// Keeps candidates for the nearest. Within a set both points of a pair are neighbours of each
  /// other, and two threads may meet at one point: each point's candidates lock themselves.
  private static final class Search implements ClosePairs.Visitor {
    private final TopK[] of;
    private final boolean both;

    Search(PointSet x, PointSet others, int k, boolean both) {
      this.both = both;
      of = IntStream.range(0, x.n()).mapToObj(i -> new TopK(x, i, others, k)).toArray(TopK[]::new);
    }

    @Override
    public double reach(int i) {
      return of[i].reach();
    }

    @Override
    public double reachBack(int j) {
      return both ? of[j].reach() : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pair(ClosePairs pairs, int i, int j, double squared) {
      double doubt = pairs.doubt(i, j);
      of[i].offer(j, squared, doubt);
      if (both) {
        of[j].offer(i, squared, doubt);
      }
    }

    KnnResult settled() {
      ClosePairs.inParallel(
          (of.length + ROWS - 1) / ROWS,
          block -> {
            for (int i = block * ROWS; i < Math.min(of.length, (block + 1) * ROWS); i++) {
              of[i].settle();
            }
            return block;
          });
      return new KnnResult(
          Arrays.stream(of).map(TopK::squared).toArray(double[][]::new),
          Arrays.stream(of).map(TopK::index).toArray(int[][]::new));
    }
  }
}
