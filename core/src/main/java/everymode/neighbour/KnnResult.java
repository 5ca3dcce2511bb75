package everymode.neighbour;

import everymode.neighbour.ClosePairs.PairAction;
import everymode.neighbour.ClosePairs.Visitor;
import everymode.tensor.Parallel;
import java.util.Arrays;
import java.util.Locale;
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
  ///
  /// @throws IllegalArgumentException when there are not more than k points
  public static KnnResult within(PointSet x, int k) {
    return within(Placed.of(x), k);
  }

  /// The k nearest other points of each point of a prepared set.
  static KnnResult within(Placed x, int k) {
    TopK[] all = candidates(x.points(), x.points(), k, x.n() - 1);
    PairAction offer =
        (pairs, i, j, squared) -> {
          double error = pairs.maxError(i, j);
          all[i].offer(j, squared, error);
          all[j].offer(i, squared, error);
        };
    ClosePairs.visit(x, new Visitor(i -> all[i].reach(), j -> all[j].reach(), offer));
    return of(all);
  }

  /// The k nearest points in another set for each point.
  ///
  /// @throws IllegalArgumentException when the other set has fewer than k points
  public static KnnResult among(PointSet x, PointSet others, int k) {
    return among(x, Placed.of(others), k);
  }

  /// The k nearest points in a prepared set for each point.
  static KnnResult among(PointSet x, Placed others, int k) {
    TopK[] all = candidates(x, others.points(), k, others.n());
    PairAction offer = (pairs, i, j, squared) -> all[i].offer(j, squared, pairs.maxError(i, j));
    ClosePairs.visit(x, others, Visitor.oneWay(i -> all[i].reach(), offer));
    return of(all);
  }

  /// Collects candidates for the nearest neighbours. Within one set, both points of a pair are
  /// candidates of each other, and two threads may update the same point: the candidates of each
  /// point have their own lock.
  private static TopK[] candidates(PointSet x, PointSet others, int k, int most) {
    if (most < k || k < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "k must be between 1 and the number of other points, %d, but is %d",
              Math.max(0, most),
              k));
    }
    return IntStream.range(0, x.n()).mapToObj(i -> new TopK(x, i, others, k)).toArray(TopK[]::new);
  }

  private static KnnResult of(TopK[] candidates) {
    Parallel.run(
        Math.ceilDiv(candidates.length, ROWS),
        block -> {
          int end = Math.min(candidates.length, (block + 1) * ROWS);
          Arrays.stream(candidates, block * ROWS, end).forEach(TopK::settle);
        });
    return new KnnResult(
        Arrays.stream(candidates).map(TopK::squared).toArray(double[][]::new),
        Arrays.stream(candidates).map(TopK::index).toArray(int[][]::new));
  }

  /// The squared distance to the k-th neighbour of each point.
  double[] radius(int k) {
    return Arrays.stream(squared).mapToDouble(row -> row[k - 1]).toArray();
  }
}
