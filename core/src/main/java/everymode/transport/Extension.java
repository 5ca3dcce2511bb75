package everymode.transport;

import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// How the transport is extended from the targets to what lies between them.
///
/// @param form which targets are combined, and how
/// @param neighbours targets beside that of a point's own cell, from which those beyond the
///   threshold are taken out; 0 for as many as there are dimensions, at most 10
/// @param threshold from which the border of two cells is an edge of the support, across which
///   nothing is combined
/// @param reach how far places of a pair go past its two targets, of their distance, from 0 to 10;
///   between them alone, the spread of a group shrinks, and with [#SPREAD] it stays
/// @param edges what becomes of points whose highest planes are all beyond the threshold
public record Extension(Form form, int neighbours, Threshold threshold, double reach, Edges edges) {

  /// The reach with which a uniform place has the variance of either target: that of `1/2 + v`, v
  /// uniform up to `√3/2`. Ours.
  public static final double SPREAD = (Math.sqrt(3) - 1) / 2;

  private static final int AT_EDGES = 8;
  private static final int MOST_REACH = 10;

  /// Which targets are combined for a point.
  public enum Form {
    /// Neighbouring targets, weighted by the inverse distance of the point to the centres of their
    /// cells: piecewise continuous.
    BARYCENTRIC,
    /// The target of the point's own cell and that of the highest other plane within the threshold,
    /// at a uniform place on the line through them. With one neighbour and no reach, the released
    /// code for points.
    PAIRS,
    /// A fixed set of pairs, three quarters of the way to the one with the higher index; a target
    /// begins at most one of them. The released code for images, which halves the variety.
    FIXED_PAIRS,
    /// The target of the point's own cell alone.
    NONE
  }

  /// What becomes of points whose highest planes are all beyond the threshold.
  public enum Edges {
    /// They are rejected and others drawn, as in the paper: targets at an edge of the support get
    /// less than their due.
    REJECT,
    /// The target of their own cell is combined with the one whose plane is the highest among its
    /// eight nearest, so that it keeps its share; rejected only if none of these is within the
    /// threshold. Ours.
    KEEP
  }

  /// Which planes are too far apart to be combined.
  public sealed interface Threshold {

    /// The limit for each target.
    ///
    /// @param nearest targets of each, int64 `[n, k]`, the nearest first; k is [#rank] or more, or
    ///   as many as there are
    /// @return float32 `[n]`, in the unit of [#apart]
    Tensor limits(TransportMap map, Tensor nearest, TransportSource source, RandomKey key);

    /// How many nearest targets the limits depend on.
    default int rank() {
      return 0;
    }

    /// How far apart targets are.
    ///
    /// @param from int64 `[m, 1]`
    /// @param to int64 `[m, k]`
    /// @return float32 `[m, k]`
    default Tensor apart(TransportMap map, Tensor from, Tensor to) {
      return map.angles(from, to);
    }

    /// A distance in the spacing of the targets where they are: that of a target to its `rank`-th
    /// nearest other one, times `factor`. A rare and sparse group is extended like a dense one.
    /// Ours.
    ///
    /// @param factor above 0, at most 1,000
    /// @param rank at least 1
    record Spacing(double factor, int rank) implements Threshold {

      private static final int MOST_FACTOR = 1_000;

      /// Validates the values.
      public Spacing {
        Require.positive("factor", factor);
        Require.that(factor <= MOST_FACTOR, "factor must be at most " + MOST_FACTOR, factor);
        Require.atLeast("rank", rank, 1);
      }

      /// Twice the distance to the third nearest target.
      public static Spacing defaults() {
        return new Spacing(2, 3);
      }

      @Override
      public Tensor limits(
          TransportMap map, Tensor nearest, TransportSource source, RandomKey key) {
        long known = nearest.size(1);
        if (known == 0) {
          return Ops.zeros(nearest.size(0));
        }
        try (var scope = new Scope()) {
          Tensor last = nearest.narrow(1, Math.min(rank, known) - 1, 1); // [n, 1]
          Tensor own = Ops.range(nearest.size(0)).unsqueeze(1); // [n, 1]
          return scope.keep(Ops.times(map.distances(own, last).squeeze(1), factor));
        }
      }

      @Override
      public Tensor apart(TransportMap map, Tensor from, Tensor to) {
        return map.distances(from, to);
      }
    }

    /// The quantile of the angles between the two highest planes, at points of the source. Where
    /// the targets of a group are sparser than others, it takes out more of it.
    ///
    /// @param share in [0, 1)
    record Quantile(double share) implements Threshold {

      private static final int POINTS = 10_000;

      /// Validates the value.
      public Quantile {
        Require.fraction("share", share);
      }

      /// Nine tenths of the angles.
      public static Quantile defaults() {
        return new Quantile(0.9);
      }

      @Override
      public Tensor limits(
          TransportMap map, Tensor nearest, TransportSource source, RandomKey key) {
        int n = map.targets().size();
        if (n < 2) {
          return Ops.full(Math.PI, n);
        }
        try (var scope = new Scope()) {
          Tensor two = map.cells().highest(source.draw(POINTS, key), 2); // [points, 2]
          double[] angles = Ops.doubles(map.angles(two.narrow(1, 0, 1), two.narrow(1, 1, 1)));
          Arrays.sort(angles);
          return scope.keep(Ops.full(angles[(int) (share * POINTS)], n));
        }
      }
    }

    /// A given angle.
    ///
    /// @param radians at least 0
    record Angle(double radians) implements Threshold {

      /// Validates the value.
      public Angle {
        Require.nonNegative("radians", radians);
      }

      /// The defaults of a recipe that gives only the type.
      public static Angle defaults() {
        return new Angle(0.2);
      }

      @Override
      public Tensor limits(
          TransportMap map, Tensor nearest, TransportSource source, RandomKey key) {
        return Ops.full(radians, map.targets().size());
      }
    }
  }

  /// Validates the values.
  public Extension {
    Require.atLeast("neighbours", neighbours, 0);
    Require.nonNegative("reach", reach);
    Require.that(reach <= MOST_REACH, "reach must be at most " + MOST_REACH, reach);
  }

  /// The target of a point's cell and its neighbour, within their spacing: more neighbours, as in
  /// the paper, take away from the spread of a mode.
  public static Extension defaults() {
    return new Extension(Form.BARYCENTRIC, 1, Threshold.Spacing.defaults(), 0, Edges.KEEP);
  }

  /// How many nearest targets of each are needed, where there are as many.
  public int nearest() {
    return Math.max(edges == Edges.KEEP ? AT_EDGES : 0, threshold.rank());
  }

  /// The number of neighbours in a space.
  int neighbours(int dim, int targets) {
    int wanted =
        switch (form) {
          case NONE -> 0;
          case PAIRS, BARYCENTRIC, FIXED_PAIRS -> neighbours == 0 ? Math.min(dim, 10) : neighbours;
        };
    return Math.min(wanted, targets - 1);
  }
}
