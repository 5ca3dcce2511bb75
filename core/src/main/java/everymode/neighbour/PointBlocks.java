package everymode.neighbour;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A cloud as matrix products see it: moved to a centre, scaled, rounded to float32 and cut into
/// blocks of neighbouring points. The tensors belong to the scope in which it was made.
///
/// @param side points a block; the last one may have fewer
/// @param tensors `[side, dim]` each
/// @param norm ‖x‖² of each moved, scaled and rounded point, in double precision
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
record PointBlocks(int side, List<Tensor> tensors, double[] norm) {

  static PointBlocks of(PointSet cloud, double[] centre, double scale, int side) {
    List<Tensor> tensors = new ArrayList<>();
    double[] norm = new double[cloud.n()];
    float[] moved = new float[0];
    for (int first = 0; first < cloud.n(); first += side) {
      int rows = Math.min(side, cloud.n() - first);
      if (moved.length != rows * cloud.dim()) { // first and last: the others share one array
        moved = new float[rows * cloud.dim()];
      }
      for (int r = 0, to = 0, at = first * cloud.dim(); r < rows; r++) {
        double sum = 0;
        for (int c = 0; c < cloud.dim(); c++, to++, at++) {
          moved[to] = (float) ((cloud.values()[at] - centre[c]) * scale);
          sum += (double) moved[to] * moved[to];
        }
        norm[first + r] = sum;
      }
      tensors.add(Tensor.create(moved, rows, cloud.dim()));
    }
    return new PointBlocks(side, tensors, norm);
  }

  /// Points in a block.
  int rows(int block) {
    return Math.min(side, norm.length - block * side);
  }
}
