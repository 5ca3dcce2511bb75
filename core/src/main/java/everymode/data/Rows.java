package everymode.data;

import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Stored samples: uint8 pixels or float32 numbers. They may lie in memory, in a file that is
/// mapped or decoded row by row, or be put together from other rows: ask only for the rows that are
/// needed.
///
/// Any thread may ask.
public interface Rows {

  /// How many rows.
  ///
  /// @return n
  int size();

  /// Chosen rows.
  ///
  /// @param rows int64 `[m]` on the processor, each from 0 to n − 1
  /// @return `[m, ...]` in storage form, on the processor, in the current scope
  Tensor x(Tensor rows);

  /// The classes of all rows.
  ///
  /// @return int64 `[n]` on the processor, or null when there are none
  @Nullable Tensor label();

  /// Whether there are so many bytes that they must not be read all at once. Such rows are told
  /// apart by 4,096 of them, evenly spread.
  ///
  /// @return false for most
  default boolean outOfCore() {
    return false;
  }

  /// Whether each row is made of images that lie behind one another as its channels, such as three
  /// digits.
  ///
  /// @return false for most
  default boolean stacked() {
    return false;
  }

  /// Chosen rows.
  ///
  /// @param rows each from 0 to n − 1
  /// @return `[m, ...]` in storage form, on the processor, in the current scope
  default Tensor x(long[] rows) {
    return x(Device.CPU.bring(Ops.of(rows)));
  }

  /// The first rows.
  ///
  /// @param count how many at most
  /// @return `[min(count, n), ...]` in storage form, on the processor, in the current scope
  default Tensor first(int count) {
    return x(LongStream.range(0, Math.min(count, size())).toArray());
  }

  /// All rows; not for vast ones.
  ///
  /// @return `[n, ...]` in storage form, on the processor, in the current scope
  default Tensor all() {
    return first(size());
  }

  /// Some of these rows, in another order or more than once; nothing is copied.
  ///
  /// @param rows each from 0 to n − 1
  /// @return the chosen rows
  default Rows pick(long[] rows) {
    return PickedRows.of(this, rows);
  }

  /// SHA-256 over type and shape, the rows and the labels; of vast rows, over 4,096 of them.
  ///
  /// @return 64 hexadecimal digits
  default String hash() {
    return RowsHash.of(this);
  }

  /// Rows in memory that live as long as somebody holds them.
  ///
  /// @param x `[n, ...]` uint8 or float32 on the processor, owned by the caller
  /// @param label int64 `[n]`, or null when there are no classes
  /// @return the rows
  static Rows of(Tensor x, @Nullable Tensor label) {
    return new StoredRows(x, label, false);
  }

  /// Rows of numbers that live as long as somebody holds them.
  ///
  /// @param values row by row
  /// @param label a class a row, or null when there are none
  /// @param shape `[n, ...]`
  /// @return the rows
  static Rows of(float[] values, long @Nullable [] label, long... shape) {
    try (var _ = new Scope()) {
      return of(StoredRows.own(Ops.of(values, shape)), StoredRows.labels(label));
    }
  }

  /// Rows of pixels that live as long as somebody holds them.
  ///
  /// @param values row by row
  /// @param label a class a row, or null when there are none
  /// @param shape `[n, ...]`
  /// @return the rows
  static Rows of(byte[] values, long @Nullable [] label, long... shape) {
    try (var _ = new Scope()) {
      return of(StoredRows.own(Ops.ofBytes(values, shape)), StoredRows.labels(label));
    }
  }
}
