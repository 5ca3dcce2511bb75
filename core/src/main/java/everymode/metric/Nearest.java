package everymode.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Whom each point has nearest.
///
/// @param squared squared distances, `[n][k]`, ascending
/// @param index whose they are, `[n][k]`; of those equally far the first ones are taken
@SuppressWarnings("ArrayRecordComponent") // large, never compared
record Nearest(double[][] squared, int[][] index) {

  private static final int ROWS = 512; // points that one task settles

  /// The k nearest others of each point.
  static Nearest within(Cloud x, int k) {
    Search search = new Search(x, x, k, true);
    Pairs.visit(x, search);
    return search.settled();
  }

  /// The k points of another set that are nearest to each of these.
  static Nearest among(Cloud x, Cloud others, int k) {
    Search search = new Search(x, others, k, false);
    Pairs.visit(x, others, search);
    return search.settled();
  }

  /// The distance, squared, to the k-th neighbour of each point.
  double[] radius(int k) {
    return Arrays.stream(squared).mapToDouble(row -> row[k - 1]).toArray();
  }

  /// Keeps candidates for the nearest. Within a set both points of a pair are neighbours of each
  /// other, and two threads may meet at one point: each point's candidates lock themselves.
  private static final class Search implements Pairs.Visitor {
    private final Candidates[] of;
    private final boolean both;

    Search(Cloud x, Cloud others, int k, boolean both) {
      this.both = both;
      of =
          IntStream.range(0, x.n())
              .mapToObj(i -> new Candidates(x, i, others, k))
              .toArray(Candidates[]::new);
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
    public void pair(Pairs pairs, int i, int j, double squared) {
      double doubt = pairs.doubt(i, j);
      of[i].offer(j, squared, doubt);
      if (both) {
        of[j].offer(i, squared, doubt);
      }
    }

    Nearest settled() {
      Pairs.inParallel(
          (of.length + ROWS - 1) / ROWS,
          block -> {
            for (int i = block * ROWS; i < Math.min(of.length, (block + 1) * ROWS); i++) {
              of[i].settle();
            }
            return block;
          });
      return new Nearest(
          Arrays.stream(of).map(Candidates::squared).toArray(double[][]::new),
          Arrays.stream(of).map(Candidates::index).toArray(int[][]::new));
    }
  }
}
