package everymode.model.cesagan;

import everymode.data.Domain;
import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Levels with given numbers of tiles.
///
/// *Source:* Cuturi, "Sinkhorn distances", 2013, for the iterations; that a generator of levels
/// ends in them is ours.
final class Counted {

  private static final int ITERATIONS = 10;
  private static final double FEW = 1e-6; // stands for none, whose logarithm is not finite

  private Counted() {}

  /// Probabilities of tiles that sum to 1 in each cell and about to the wanted numbers over the
  /// cells, next to a softmax.
  ///
  /// @param logits `[n, tiles, h, w]`
  /// @param counts `[n, tiles]`
  /// @param inside 1 in cells of a level, 0 outside, `[n, 1, h, w]`
  /// @return `[n, tiles, h, w]`, 0 outside
  static Tensor shares(Tensor logits, Tensor counts, Tensor inside) {
    Tensor wanted = counts.clamp_min(new Scalar(FEW)).log().unsqueeze(2); // [n, tiles, 1]
    Tensor outside = inside.flatten(2, -1).eq(new Scalar(0)); // [n, 1, cells]
    Tensor own = logits.flatten(2, -1); // [n, tiles, cells]
    Tensor cell = Ops.zerosLike(outside).to(own.dtype()); // [n, 1, cells]
    Tensor tile = wanted;
    for (int i = 0; i < ITERATIONS; i++) {
      Tensor open = own.add(cell).masked_fill(outside, new Scalar(Double.NEGATIVE_INFINITY));
      tile = wanted.sub(open.logsumexp(new long[] {2}, true));
      cell = own.add(tile).logsumexp(new long[] {1}, true).neg();
    }
    return own.add(tile).add(cell).exp().reshape(logits.shape()).mul(inside);
  }

  /// Levels in which each tile stands in its most probable free places, the rarest tile first.
  ///
  /// @param shares as returned by [#shares]
  /// @param counts `[n, tiles]`
  /// @return numbers of tiles, uint8 `[n, h, w]`
  static Tensor levels(Tensor shares, Tensor counts) {
    int n = Math.toIntExact(shares.size(0));
    int tiles = Math.toIntExact(shares.size(1));
    int cells = Math.toIntExact(shares.size(2) * shares.size(3));
    float[] share = Ops.floats(shares.contiguous());
    float[] wanted = Ops.floats(counts.contiguous());
    byte[] all = new byte[n * cells];
    Arrays.fill(all, (byte) Domain.Grid.OUTSIDE);
    for (int i = 0; i < n; i++) {
      float[] own = Arrays.copyOfRange(share, i * tiles * cells, (i + 1) * tiles * cells);
      float[] numbers = Arrays.copyOfRange(wanted, i * tiles, (i + 1) * tiles);
      byte[] level = level(own, numbers, cells);
      System.arraycopy(level, 0, all, i * cells, cells);
    }
    return Ops.ofBytes(all, n, shares.size(2), shares.size(3));
  }

  private static byte[] level(float[] share, float[] numbers, int cells) {
    byte[] level = new byte[cells];
    Arrays.fill(level, (byte) Domain.Grid.OUTSIDE);
    int[] order =
        IntStream.range(0, numbers.length)
            .boxed()
            .sorted(Comparator.comparingDouble(t -> numbers[t]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int tile : order) {
      IntStream.range(0, cells)
          .filter(c -> level[c] == (byte) Domain.Grid.OUTSIDE && inside(share, c, cells))
          .boxed()
          .sorted(Comparator.comparingDouble(c -> -share[tile * cells + c]))
          .limit(Math.round(numbers[tile]))
          .forEach(c -> level[c] = (byte) tile);
    }
    return level;
  }

  private static boolean inside(float[] share, int cell, int cells) {
    for (int at = cell; at < share.length; at += cells) {
      if (share[at] > 0) {
        return true;
      }
    }
    return false;
  }
}
