package everymode.data.file;

import everymode.data.Rows;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Rows that are converted on access.
///
/// @param base the rows
/// @param conversion from storage form to storage form, row by row
record ConvertedRows(Rows base, UnaryOperator<Tensor> conversion) implements Rows {

  private static final long BYTES = 32 << 20;

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public Tensor x(Tensor rows) {
    try (var scope = new Scope()) {
      long step = step(base.first(1));
      long count = rows.size(0);
      List<Tensor> blocks = new ArrayList<>();
      for (long from = 0; from < Math.max(1, count); from += step) {
        Tensor some = Ops.rows(rows, from, Math.min(step, count - from));
        try (var block = new Scope()) {
          blocks.add(block.keep(conversion.apply(base.x(some))));
        }
      }
      return scope.keep(blocks.size() == 1 ? blocks.getFirst() : Ops.cat(blocks));
    }
  }

  /// How many rows take about 32 MB, so that converting them takes little memory however small they
  /// become.
  ///
  /// @param x some of the rows
  static long step(Tensor x) {
    long row = x.numel() / Math.max(1, x.size(0)) * x.element_size();
    return Math.max(1, BYTES / Math.max(1, row));
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
