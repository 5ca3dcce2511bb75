package everymode.transport;

import everymode.embedding.Distance;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The distribution of the logarithm of pairwise distances, in which all scales of a set have equal
/// weight.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN: Generative Networks with Metric Embeddings", NeurIPS
/// 2018. *Ours:* at most 200,000 random pairs; pairs at distance 0 have no logarithm and are
/// excluded.
///
/// *Pitfalls:* it compares shapes, not locations: a translated or rotated set has the same
/// distribution.
///
/// @param logs natural logarithms of distances, in ascending order
@SuppressWarnings("ArrayRecordComponent") // a result, never compared
public record PairwiseDistances(double[] logs) {

  private static final int PAIRS = 200_000;
  private static final int BLOCK = 1_000;

  /// The distances within a set.
  ///
  /// @param views rows in the representation of the distance, `[n, ...]`
  /// @param key determines the pairs; if there are fewer, all are used
  /// @return empty if no two rows differ
  public static PairwiseDistances of(Tensor views, Distance distance, RandomKey key) {
    Pairs pairs = Pairs.of(Math.toIntExact(views.size(0)), key);
    double[] values = new double[pairs.left.length];
    Batches.each(
        values.length,
        BLOCK,
        (from, count) -> {
          Tensor a = Ops.rows(views, Ops.of(Arrays.copyOfRange(pairs.left, from, from + count)));
          Tensor b = Ops.rows(views, Ops.of(Arrays.copyOfRange(pairs.right, from, from + count)));
          System.arraycopy(Ops.doubles(distance.between(a, b)), 0, values, from, count);
        });
    return of(values);
  }

  /// The Euclidean distances within a set.
  ///
  /// @param key determines the pairs; if there are fewer, all are used
  /// @return empty if no two points differ
  public static PairwiseDistances of(PointSet x, RandomKey key) {
    Pairs pairs = Pairs.of(x.n(), key);
    return new PairwiseDistances(
        IntStream.range(0, pairs.left.length)
            .mapToDouble(p -> x.squared((int) pairs.left[p], x, (int) pairs.right[p]))
            .filter(d -> d > 0)
            .map(d -> Math.log(d) / 2)
            .sorted()
            .toArray());
  }

  /// Pairs of different rows: all of them, or random ones if there are too many.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pairs(long[] left, long[] right) {
    static Pairs of(int n, RandomKey key) {
      boolean all = (long) n * (n - 1) / 2 <= PAIRS;
      long[] left = new long[all ? n * (n - 1) / 2 : PAIRS];
      long[] right = new long[left.length];
      SplittableRandom random = key.random();
      for (int p = 0, i = 1, j = 0; p < left.length; p++) {
        left[p] = all ? i : random.nextInt(n);
        right[p] = all ? j : (left[p] + 1 + random.nextInt(n - 1)) % n;
        j++;
        if (j == i) {
          i++;
          j = 0;
        }
      }
      return new Pairs(left, right);
    }
  }

  /// The distribution of given distances.
  ///
  /// @param distances at least 0
  public static PairwiseDistances of(double[] distances) {
    return new PairwiseDistances(
        Arrays.stream(distances).filter(d -> d > 0).map(Math::log).sorted().toArray());
  }

  /// The distribution for the same set with all distances multiplied.
  ///
  /// @param factor above 0
  public PairwiseDistances times(double factor) {
    double shift = Math.log(factor);
    return new PairwiseDistances(Arrays.stream(logs).map(l -> l + shift).toArray());
  }

  /// The Wasserstein-1 distance to another distribution.
  ///
  /// @return at least 0, in nats; NaN if one of them is empty
  public double wasserstein(PairwiseDistances other) {
    return logs.length == 0 || other.logs.length == 0 ? Double.NaN : wasserstein(logs, other.logs);
  }

  /// `∫ |F⁻¹(u) − G⁻¹(u)| du` between two samples of real numbers of any sizes.
  ///
  /// @param a at least one number
  /// @param b at least one number
  /// @return the one-dimensional Wasserstein-1 distance
  public static double wasserstein(double[] a, double[] b) {
    double[] x = a.clone();
    double[] y = b.clone();
    Arrays.sort(x);
    Arrays.sort(y);
    double sum = 0;
    long position = 0; // in units of 1 / (n m)
    for (int i = 0, j = 0; i < x.length && j < y.length; ) {
      long endX = (i + 1L) * y.length;
      long endY = (j + 1L) * x.length;
      long end = Math.min(endX, endY);
      sum += (end - position) * Math.abs(x[i] - y[j]);
      position = end;
      i += end == endX ? 1 : 0;
      j += end == endY ? 1 : 0;
    }
    return sum / ((double) x.length * y.length);
  }
}
