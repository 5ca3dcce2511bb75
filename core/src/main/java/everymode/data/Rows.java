package everymode.data;

import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Stored samples: uint8 pixels or float32 numbers, in memory, in a file that is mapped or decoded
/// row by row, or composed from other rows. Request only the rows that are needed. Thread-safe.
public interface Rows {

  /// How many rows stand for all where these are out of core.
  int SAMPLED = 4_096;

  /// The number of rows.
  int size();

  /// The given rows.
  ///
  /// @param rows int64 `[m]` on the processor, each from 0 to n − 1
  /// @return `[m, ...]` in storage form, on the processor, in the current scope
  Tensor x(Tensor rows);

  /// The classes of all rows.
  ///
  /// @return int64 `[n]` on the processor, or null when there are none
  @Nullable Tensor label();

  /// The classes of all rows as numbers.
  ///
  /// @return one per row; empty when there are none
  default long[] labels() {
    Tensor label = label();
    return label == null ? new long[0] : Ops.longs(label);
  }

  /// Whether the rows have classes.
  default boolean labelled() {
    return label() != null;
  }

  /// The number of rows of each class; 0 for all without labels.
  default long[] classRows(int classes) {
    long[] rows = new long[classes];
    for (long c : labels()) {
      rows[(int) c]++;
    }
    return rows;
  }

  /// The names of the rows, such as those of genes.
  ///
  /// @return one per row; empty when there are none
  default List<String> names() {
    return List.of();
  }

  /// The counts from which the rows were computed.
  ///
  /// @return float32 `[n, columns]` on the processor, in the current scope, or null when there are
  ///   none
  default @Nullable Tensor counts() {
    return null;
  }

  /// The same rows with names and counts, without a copy.
  ///
  /// @param names one per row
  /// @param counts row by row, as many per row as it has numbers
  default Rows named(List<String> names, float[] counts) {
    return new NamedRows(this, names, counts);
  }

  /// Whether the rows are too large for memory, so that they must not be read all at once. The hash
  /// of such rows covers 4,096 of them, evenly spaced.
  ///
  /// @return false by default
  default boolean outOfCore() {
    return false;
  }

  /// Whether the rows can be read; where not, every access to a row fails with the reason.
  ///
  /// @return true by default
  default boolean available() {
    return true;
  }

  /// Whether the channels of each row are separate images, such as three digits.
  ///
  /// @return false by default
  default boolean stacked() {
    return false;
  }

  /// The given rows.
  ///
  /// @param rows each from 0 to n − 1
  /// @return `[m, ...]` in storage form, on the processor, in the current scope
  default Tensor x(long[] rows) {
    return x(Device.CPU.bring(Ops.of(rows)));
  }

  /// The first rows.
  ///
  /// @return `[min(count, n), ...]` in storage form, on the processor, in the current scope
  default Tensor first(int count) {
    return x(LongStream.range(0, Math.min(count, size())).toArray());
  }

  /// All rows; not for rows that are out of core.
  ///
  /// @return `[n, ...]` in storage form, on the processor, in the current scope
  default Tensor all() {
    return first(size());
  }

  /// Calls `work` for blocks of all rows, in order; out of core for 4,096 of them, evenly spaced.
  ///
  /// @param step rows per block
  /// @param work takes `[m, ...]` in storage form, on the processor, freed afterwards
  default void blocks(int step, Consumer<Tensor> work) {
    long size = size();
    long count = outOfCore() ? Math.min(SAMPLED, size) : size;
    for (long from = 0; from < count; from += step) {
      try (var _ = new Scope()) {
        LongStream rows = LongStream.range(from, Math.min(count, from + step));
        work.accept(x(rows.map(i -> i * size / count).toArray()));
      }
    }
  }

  /// A selection of these rows, in any order and with repetitions, without a copy.
  ///
  /// @param rows each from 0 to n − 1
  default Rows pick(long[] rows) {
    return PickedRows.of(this, rows);
  }

  /// SHA-256 over type and shape, the rows and the labels; out of core, over 4,096 of the rows.
  ///
  /// @return 64 hexadecimal digits
  default String hash() {
    return RowsHash.of(this);
  }

  /// Rows in memory, freed when unreachable.
  ///
  /// @param x `[n, ...]` uint8 or float32 on the processor, owned by the caller
  /// @param label int64 `[n]`, or null when there are no classes
  static Rows of(Tensor x, @Nullable Tensor label) {
    return new StoredRows(x, label);
  }

  /// Rows of numbers in memory, freed when unreachable.
  ///
  /// @param values row by row
  /// @param label one class per row, or null when there are none
  /// @param shape `[n, ...]`
  static Rows of(float[] values, long @Nullable [] label, long... shape) {
    try (var _ = new Scope()) {
      return of(StoredRows.own(Ops.of(values, shape)), StoredRows.labels(label));
    }
  }

  /// Rows of pixels in memory, freed when unreachable.
  ///
  /// @param values row by row
  /// @param label one class per row, or null when there are none
  /// @param shape `[n, ...]`
  static Rows of(byte[] values, long @Nullable [] label, long... shape) {
    try (var _ = new Scope()) {
      return of(StoredRows.own(Ops.ofBytes(values, shape)), StoredRows.labels(label));
    }
  }
}
