package everymode.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/// Work on many rows in batches, each in a scope of its own.
public final class Batches {

  private Batches() {}

  /// Work on one batch.
  public interface Work {

    /// Works on some of the rows.
    ///
    /// @param from index of the first row
    /// @param count number of rows
    void on(int from, int count);
  }

  /// Works on all rows, in order.
  ///
  /// @param n number of rows
  /// @param size rows per batch; the last one may have fewer
  public static void each(long n, int size, Work work) {
    for (int from = 0; from < n; from += size) {
      try (var _ = new Scope()) {
        work.on(from, Math.toIntExact(Math.min(size, n - from)));
      }
    }
  }

  /// The output of a network for many rows, without gradients.
  ///
  /// @param x `[n, ...]`, at least one row
  /// @param size rows per batch; the last one may have fewer
  /// @param network maps `[m, ...]` to `[m, ...]`
  /// @return `[n, ...]`
  public static Tensor predict(Tensor x, int size, UnaryOperator<Tensor> network) {
    List<Tensor> parts = new ArrayList<>();
    for (long from = 0; from < x.size(0); from += size) {
      try (var scope = new Scope()) {
        Tensor batch = Ops.rows(x, from, Math.min(size, x.size(0) - from));
        parts.add(scope.keep(Autograd.noGrad(() -> network.apply(batch))));
      }
    }
    return Ops.cat(parts);
  }
}
