package everymode.cluster;

import everymode.tensor.Ops;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The first principal components.
///
/// @param mean of the rows
/// @param axes orthonormal, in order of decreasing variance
@SuppressWarnings("ArrayRecordComponent") // never changed
public record PrincipalComponents(double[] mean, double[][] axes) {

  /// The components of some rows.
  ///
  /// @param x `[n, d]`
  /// @param most number of components, at most d; fewer where the rows have fewer
  public static PrincipalComponents of(Tensor x, int most) {
    Tensor rows = Ops.toDouble(x);
    Tensor centred = rows.sub(rows.mean(0));
    boolean wide = centred.size(0) < centred.size(1);
    Tensor products = wide ? centred.matmul(centred.t()) : centred.t().matmul(centred);
    Tensor vectors = torch.linalg_eigh(products).get1(); // ascending
    long last = vectors.size(1) - 1;
    List<double[]> axes = new ArrayList<>();
    for (int i = 0;
        i < most && i <= last - (wide ? 1 : 0);
        i++) { // centring takes one from the rows
      Tensor vector = vectors.select(1, last - i);
      Tensor axis = wide ? centred.t().matmul(vector) : vector;
      axes.add(Ops.doubles(axis.div(axis.norm()).contiguous()));
    }
    return new PrincipalComponents(Ops.doubles(rows.mean(0)), axes.toArray(double[][]::new));
  }

  /// The coordinates of a row.
  ///
  /// @param row `[d]`
  /// @return `[components]`
  public double[] of(double[] row) {
    double[] at = new double[axes.length];
    for (int i = 0; i < at.length; i++) {
      for (int c = 0; c < row.length; c++) {
        at[i] += axes[i][c] * (row[c] - mean[c]);
      }
    }
    return at;
  }
}
