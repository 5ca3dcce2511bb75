package everymode.data;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Images each channel of which is another grey image, stacked on access.
///
/// @param base grey images with labels, `[b, 1, h, w]`
/// @param rows the images to stack, int64 `[n, 3]`, owned
/// @param label `k²·a + k·b + c` for the classes a, b and c of k, int64 `[n]`, owned
/// @param margin zero padding at the left, right, top and bottom
@SuppressWarnings("ArrayRecordComponent") // four numbers, never modified
public record StackedRows(Rows base, Tensor rows, Tensor label, long[] margin) implements Rows {

  public static final int DEPTH = 3;

  /// Draws independently and with replacement.
  public static StackedRows of(Rows base, int classes, int size, RandomKey key, long[] margin) {
    try (var _ = new Scope()) {
      long[] drawn = key.random().longs((long) DEPTH * size, 0, base.size()).toArray();
      long[] digit = base.labels();
      long[] label =
          IntStream.range(0, size)
              .mapToLong(i ->
                  IntStream.range(DEPTH * i, DEPTH * (i + 1))
                      .mapToLong(j -> digit[(int) drawn[j]])
                      .reduce(0, (number, next) -> classes * number + next))
              .toArray();
      Tensor rows = StoredRows.own(Ops.of(drawn).view(size, DEPTH));
      return new StackedRows(base, rows, StoredRows.own(Ops.of(label)), margin);
    }
  }

  @Override
  public int size() {
    return Math.toIntExact(rows.size(0));
  }

  @Override
  public Tensor x(Tensor chosen) {
    Tensor flat = base.x(Ops.rows(rows, chosen).reshape(-1)); // [3m, 1, h, w]
    Tensor x = flat.reshape(-1, DEPTH, flat.size(2), flat.size(3));
    return IntStream.range(0, 4).allMatch(i -> margin[i] == 0)
        ? x
        : torch.constant_pad_nd(x, margin);
  }

  @Override
  public boolean outOfCore() {
    return base.outOfCore();
  }

  @Override
  public boolean stacked() {
    return true;
  }

  /// Covers the digits and the indices of those stacked instead of all images.
  @Override
  public String hash() {
    String form =
        String.format(Locale.ROOT, "stacked %s margin %s", base.hash(), Arrays.toString(margin));
    return RowsHash.of(form, rows);
  }
}
