package everymode.data;

import everymode.error.EverymodeException;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows of which only the numbers are known, since their files are not at hand: enough to draw
/// samples from a model that was trained on them.
///
/// @param size number of rows
/// @param ofClass rows of each class; empty when there are no classes
/// @param reason one sentence with the remedy
public record AbsentRows(int size, List<Long> ofClass, String reason) implements Rows {

  /// Copies the list.
  public AbsentRows {
    ofClass = List.copyOf(ofClass);
  }

  @Override
  public boolean available() {
    return false;
  }

  @Override
  public boolean labelled() {
    return !ofClass.isEmpty();
  }

  @Override
  public long[] classRows(int classes) {
    return ofClass.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public Tensor x(Tensor rows) {
    throw new EverymodeException(reason);
  }

  @Override
  public @Nullable Tensor label() {
    if (labelled()) {
      throw new EverymodeException(reason);
    }
    return null;
  }
}
