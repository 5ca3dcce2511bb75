package everymode.data;

import everymode.error.EverymodeException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows of which only the numbers are known, since their files are not at hand: enough to draw
/// samples from a model that was trained on them.
///
/// @param size number of rows
/// @param label int64 `[n]`, owned, or null when there are no classes; in the order of the classes,
///   not of the rows
/// @param reason one sentence with the remedy
public record AbsentRows(int size, @Nullable Tensor label, String reason) implements Rows {

  /// Rows without files.
  ///
  /// @param size number of rows
  /// @param classRows rows of each class; empty when there are no classes
  /// @param reason why they are not at hand, with the remedy
  public static AbsentRows of(int size, long[] classRows, String reason) {
    long[] labels =
        IntStream.range(0, classRows.length)
            .boxed()
            .flatMapToLong(c -> LongStream.generate(() -> c).limit(classRows[c]))
            .toArray();
    return new AbsentRows(
        size, Arrays.stream(classRows).sum() == size ? StoredRows.labels(labels) : null, reason);
  }

  @Override
  public boolean available() {
    return false;
  }

  @Override
  public Tensor x(Tensor rows) {
    throw new EverymodeException(reason);
  }
}
