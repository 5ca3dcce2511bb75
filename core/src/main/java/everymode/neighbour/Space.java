package everymode.neighbour;

import everymode.error.EverymodeException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Coordinates in which products of matrices give the distances of points accurately: centred, and
/// scaled by a power of two, which is exact. Where many points have many coordinates, also
/// contracted to few. Holds no native memory.
///
/// @param contraction null for none
@SuppressWarnings("ArrayRecordComponent") // never changed
record Space(double[] centre, double scale, @Nullable Contraction contraction) {

  private static final int MOST = 128; // coordinates after contraction
  private static final int FEWEST = 16;
  private static final int SHARE = 4;
  private static final int MANY = 1_024;

  /// The space of points, contracted where that pays.
  static Space of(PointSet points) {
    int dim = Math.min(MOST, points.dim() / SHARE);
    return of(points, dim < FEWEST || points.n() < MANY ? 0 : dim);
  }

  /// The space of points.
  ///
  /// @param dim coordinates after contraction, at least 2 and fewer than those of the points; 0 for
  ///   none
  static Space of(PointSet points, int dim) {
    double[] centre = points.mean();
    Space plain = new Space(centre, scale(points.extent(centre)), null);
    if (dim == 0) {
      return plain;
    }
    long step = Math.max(1, points.n() / Contraction.ROWS);
    PointSet some =
        points.pick(LongStream.range(0, points.n() / step).map(i -> i * step).toArray());
    float[] scaled = new float[some.values().length];
    for (int i = 0; i < some.n(); i++) {
      plain.scale(some, i, scaled, i * some.dim());
    }
    return new Space(
        centre, plain.scale, new Contraction(new PointSet(some.n(), some.dim(), scaled), dim));
  }

  /// A space in which the numbers of both sets can be multiplied.
  static Space of(PointSet x, PointSet y) {
    double[] centre = x.mean();
    return new Space(centre, scale(Math.max(x.extent(centre), y.extent(centre))), null);
  }

  private static double scale(double extent) {
    if (!Double.isFinite(extent)) {
      throw new EverymodeException(
          "distances need finite numbers, but some coordinates are not finite; remove those rows");
    }
    return extent == 0 ? 1 : Math.scalb(1.0, -Math.getExponent(extent));
  }

  /// Centres and scales a point.
  ///
  /// @param to receives its coordinates
  /// @param at where they begin
  void scale(PointSet points, int i, float[] to, int at) {
    float[] values = points.values();
    int from = i * points.dim();
    for (int c = 0; c < centre.length; c++) {
      to[at + c] = (float) ((values[from + c] - centre[c]) * scale);
    }
  }
}
