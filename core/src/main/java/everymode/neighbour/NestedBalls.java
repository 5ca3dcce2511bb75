package everymode.neighbour;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// What the balls around chosen points would hold, for each k up to a maximum at once.
///
/// @param held real points in each ball, including its centre, `[m][k]`; of a centre with more than
///   k duplicates, only k are counted
/// @param own those of the class of the centre, `[m][k]`
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record NestedBalls(int[][] held, int[][] own) {

  /// Computes what the balls of [KnnBalls] would hold for k = 1, 2, …
  ///
  /// @param points `[n, ...]`, each row one point
  /// @param label class of each point, `[n]`
  /// @param centres the points whose balls are wanted, `[m]`
  /// @param k the maximum, at least 1 and less than n
  public static NestedBalls of(Tensor points, int[] label, int[] centres, int k) {
    PointSet all = PointSet.of(points);
    PointSet chosen = all.pick(Arrays.stream(centres).asLongStream().toArray());
    KnnResult nearest = KnnResult.among(chosen, all, k + 1); // a centre is among its neighbours
    int[][] held = new int[centres.length][k];
    int[][] own = new int[centres.length][k];
    for (int i = 0; i < centres.length; i++) {
      int centre = centres[i];
      int[] index = nearest.index()[i];
      double[] squared = nearest.squared()[i];
      int[] others = IntStream.range(0, k + 1).filter(a -> index[a] != centre).limit(k).toArray();
      for (int r = 0; r < k; r++) {
        double radius = Math.max(squared[others[r]], Double.MIN_VALUE); // as in KnnBalls
        held[i][r] = 1;
        own[i][r] = 1;
        for (int a = 0; a < k && squared[others[a]] < radius; a++) {
          held[i][r]++;
          own[i][r] += label[index[others[a]]] == label[centre] ? 1 : 0;
        }
      }
    }
    return new NestedBalls(held, own);
  }
}
