package everymode.data.file;

import everymode.data.Rows;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows that are converted on access.
///
/// @param base the rows
/// @param conversion from storage form to storage form, row by row
record ConvertedRows(Rows base, UnaryOperator<Tensor> conversion) implements Rows {

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public Tensor x(Tensor rows) {
    return conversion.apply(base.x(rows));
  }

  @Override
  public @Nullable Tensor label() {
    return base.label();
  }

  @Override
  public boolean outOfCore() {
    return true;
  }
}
