package everymode.mixture;

import everymode.cluster.PrincipalComponents;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/// Rows of numbers.
///
/// @param x `[n, r]`, row by row
/// @param n rows, at least 1
/// @param r columns, at least 1
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record Profiles(double[] x, int n, int r) {

  /// Checks the sizes.
  public Profiles {
    if (n < 1 || r < 1 || x.length != (long) n * r) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d numbers are not %d rows of %d", x.length, n, r));
    }
  }

  /// The value in a row and column.
  public double at(int row, int column) {
    return x[row * r + column];
  }

  /// The values of a block, column by column.
  ///
  /// @return `[size of the block, n]`
  double[] pooled(Blocks blocks, int block) {
    int[] columns = blocks.columns(block);
    double[] values = new double[n * columns.length];
    for (int k = 0; k < columns.length; k++) {
      for (int i = 0; i < n; i++) {
        values[k * n + i] = at(i, columns[k]);
      }
    }
    return values;
  }

  /// A row.
  public double[] row(int i) {
    double[] row = new double[r];
    System.arraycopy(x, i * r, row, 0, r);
    return row;
  }

  /// The rows in the plane of their first principal components.
  ///
  /// @param most number of components
  /// @return as many columns, or fewer where the rows have fewer
  public Profiles principal(int most) {
    if (n < 2) {
      return this;
    }
    try (var _ = new Scope()) {
      var axes = PrincipalComponents.of(Ops.of(x, n, r), Math.min(most, r));
      double[] places =
          IntStream.range(0, n)
              .mapToObj(i -> axes.of(row(i)))
              .flatMapToDouble(Arrays::stream)
              .toArray();
      return new Profiles(places, n, places.length / n);
    }
  }

  /// The mean of a row.
  double mean(int i) {
    double sum = 0;
    for (int k = 0; k < r; k++) {
      sum += at(i, k);
    }
    return sum / r;
  }
}
