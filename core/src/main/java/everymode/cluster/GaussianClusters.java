package everymode.cluster;

import everymode.cluster.DiagonalGaussian.Density;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Clusters of points as a mixture of Gaussians, each with its own variances, of a given number or
/// of as many as the points show. Equal points give equal clusters.
///
/// More than 20 coordinates are replaced with the first 20 principal components.
public final class GaussianClusters {

  private static final int AXES = 20;
  private static final int WIDE = 1_000; // coordinates from which components are those of few rows
  private static final int FEW = 2_000;
  private static final RandomKey KEY = new RandomKey(0).fold("clusters");

  private final @Nullable PrincipalComponents projection; // null for the coordinates themselves
  private final List<Density> clusters; // a point belongs to the likeliest

  private GaussianClusters(@Nullable PrincipalComponents projection, List<Density> clusters) {
    this.projection = projection;
    this.clusters = List.copyOf(clusters);
  }

  /// Fits clusters.
  ///
  /// @param points at least 1
  /// @param number of clusters; 0 for as many as the points show
  /// @return by falling number of points; empty if the points cannot be split into so many, each of
  ///   at least 5
  public static Optional<GaussianClusters> fit(PointSet points, int number) {
    PrincipalComponents projection = points.dim() > AXES ? projection(points) : null;
    double[][] x =
        IntStream.range(0, points.n())
            .mapToObj(i -> at(projection, points.point(i)))
            .toArray(double[][]::new);
    List<Density> found = number == 0 ? ClusterSearch.fit(x) : ClusterSearch.fit(x, number);
    return number > found.size()
        ? Optional.empty()
        : Optional.of(new GaussianClusters(projection, found));
  }

  private static PrincipalComponents projection(PointSet points) {
    int rows = points.dim() > WIDE ? FEW : points.n();
    PointSet chosen = points.pick(RandomTensors.subset(KEY, points.n(), rows));
    try (var _ = new Scope()) {
      return PrincipalComponents.of(Ops.of(chosen.values(), chosen.n(), chosen.dim()), AXES);
    }
  }

  private static double[] at(@Nullable PrincipalComponents projection, double[] point) {
    return projection == null ? point : projection.of(point);
  }

  /// The cluster of each point, from 0.
  ///
  /// @param points of the same dimension
  public long[] of(PointSet points) {
    return IntStream.range(0, points.n())
        .parallel()
        .mapToLong(i -> ClusterSearch.likeliest(clusters, at(projection, points.point(i))))
        .toArray();
  }
}
