package everymode.data;

import everymode.tensor.Ops;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows with names, and the counts from which they were computed.
///
/// @param base the rows
/// @param names one per row
/// @param values counts, row by row
@SuppressWarnings("ArrayRecordComponent") // large, never compared
record NamedRows(Rows base, List<String> names, float[] values) implements Rows {

  NamedRows {
    names = List.copyOf(names);
    if (names.size() != base.size() || values.length % names.size() != 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d names for %d rows", names.size(), base.size()));
    }
  }

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public Tensor x(Tensor rows) {
    return base.x(rows);
  }

  @Override
  public @Nullable Tensor label() {
    return base.label();
  }

  @Override
  public Tensor counts() {
    return Ops.of(values, size(), values.length / size());
  }
}
