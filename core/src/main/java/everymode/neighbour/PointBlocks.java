package everymode.neighbour;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A point set prepared for matrix products: centred, scaled, rounded to float32 and split into
/// blocks of consecutive points. The tensors belong to the scope in which it was created.
///
/// @param side points per block; the last one may have fewer
/// @param tensors `[side, dim]` each
/// @param norm ‖x‖² of each centred, scaled and rounded point, in double precision
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
record PointBlocks(int side, List<Tensor> tensors, double[] norm) {

  static PointBlocks of(PointSet points, double[] centre, double scale, int side) {
    List<Tensor> tensors = new ArrayList<>();
    double[] norm = new double[points.n()];
    float[] scaled = new float[0];
    for (int first = 0; first < points.n(); first += side) {
      int rows = Math.min(side, points.n() - first);
      if (scaled.length != rows * points.dim()) { // first and last only
        scaled = new float[rows * points.dim()];
      }
      for (int r = 0, to = 0, at = first * points.dim(); r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < points.dim(); c++, to++, at++) {
          scaled[to] = (float) ((points.values()[at] - centre[c]) * scale);
          sum += (double) scaled[to] * scaled[to];
        }
        norm[first + r] = sum;
      }
      tensors.add(Tensor.create(scaled, rows, points.dim()));
    }
    return new PointBlocks(side, tensors, norm);
  }

  /// The number of points in a block.
  int rows(int block) {
    return Math.min(side, norm.length - block * side);
  }
}
