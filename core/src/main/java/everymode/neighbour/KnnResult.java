package everymode.neighbour;

import java.util.Arrays;
import java.util.stream.IntStream;

/// The k nearest neighbours of each point.
///
/// @param squared squared distances, `[n][k]`, ascending
/// @param index indices of the neighbours, `[n][k]`; ties are resolved in favour of the smaller
///   index
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record KnnResult(double[][] squared, int[][] index) {

  private static final int ROWS = 512; // points per task

  /// The k nearest other points of each point.
  static KnnResult within(PointSet x, int k) {
    Search search = new Search(x, x, k, true);
    ClosePairs.visit(x, search);
    return search.result();
  }

  /// The k nearest points in another set for each point.
  public static KnnResult among(PointSet x, PointSet others, int k) {
    Search search = new Search(x, others, k, false);
    ClosePairs.visit(x, others, search);
    return search.result();
  }

  /// The squared distance to the k-th neighbour of each point.
  double[] radius(int k) {
    return Arrays.stream(squared).mapToDouble(row -> row[k - 1]).toArray();
  }

  /// Collects candidates for the nearest neighbours. Within one set, both points of a pair are
  /// candidates of each other, and two threads may update the same point: the candidates of each
  /// point have their own lock.
  private static final class Search implements ClosePairs.Visitor {
    private final TopK[] candidates;
    private final boolean mutual;

    Search(PointSet x, PointSet others, int k, boolean mutual) {
      this.mutual = mutual;
      candidates =
          IntStream.range(0, x.n()).mapToObj(i -> new TopK(x, i, others, k)).toArray(TopK[]::new);
    }

    @Override
    public double reach(int i) {
      return candidates[i].reach();
    }

    @Override
    public double reachBack(int j) {
      return mutual ? candidates[j].reach() : Double.NEGATIVE_INFINITY;
    }

    @Override
    public void pair(ClosePairs pairs, int i, int j, double squared) {
      double error = pairs.maxError(i, j);
      candidates[i].offer(j, squared, error);
      if (mutual) {
        candidates[j].offer(i, squared, error);
      }
    }

    KnnResult result() {
      ClosePairs.inParallel(
          (candidates.length + ROWS - 1) / ROWS,
          block -> {
            for (int i = block * ROWS; i < Math.min(candidates.length, (block + 1) * ROWS); i++) {
              candidates[i].settle();
            }
            return block;
          });
      return new KnnResult(
          Arrays.stream(candidates).map(TopK::squared).toArray(double[][]::new),
          Arrays.stream(candidates).map(TopK::index).toArray(int[][]::new));
    }
  }
}
