package everymode.cluster;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.hipparchus.clustering.CentroidCluster;
import org.hipparchus.clustering.DoublePoint;
import org.hipparchus.clustering.KMeansPlusPlusClusterer;
import org.hipparchus.clustering.distance.EuclideanDistance;
import org.hipparchus.distribution.multivariate.MixtureMultivariateNormalDistribution;
import org.hipparchus.distribution.multivariate.MultivariateNormalDistribution;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.random.Well19937c;
import org.hipparchus.stat.correlation.Covariance;
import org.hipparchus.stat.fitting.MultivariateNormalMixtureExpectationMaximization;
import org.hipparchus.util.Pair;
import org.jspecify.annotations.Nullable;

/// Clusters of rows as they stand, without a generator: what any other way of clustering should
/// beat.
///
/// k-means and a mixture of Gaussians with full covariances, both from Hipparchus, are fitted to at
/// most 10,000 rows and then asked for all. The mixture sees the rows' first principal components,
/// because covariances of pixels are singular, and begins at the clusters of k-means.
///
/// *Source:* Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007;
/// Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", 1977.
/// *Ours:* 10,000 rows, 20 components, a thousandth of the mean variance added to each covariance
/// at the beginning.
public final class BaselineClusterings {

  private static final int MOST = 10_000;
  private static final int ITERATIONS = 100;
  private static final int AXES = 20;
  private static final double CLOSE = 1e-4; // of the mean log-likelihood
  private static final double FLOOR = 1e-3;

  private final double[][] centres;
  private final PrincipalComponents projection;
  private final @Nullable List<Pair<Double, MultivariateNormalDistribution>> mixture;

  private BaselineClusterings(
      double[][] centres,
      PrincipalComponents projection,
      @Nullable List<Pair<Double, MultivariateNormalDistribution>> mixture) {
    this.centres = centres;
    this.projection = projection;
    this.mixture = mixture;
  }

  /// Fits both.
  ///
  /// @param x `[n, ...]`, each row one sample, n at least the number of clusters
  /// @param clusters how many, at least 1
  /// @param seed decides the rows that are fitted to, and where k-means begins
  /// @return the fitted clusters
  public static BaselineClusterings fit(Tensor x, int clusters, long seed) {
    int n = Math.toIntExact(x.size(0));
    RandomKey key = new RandomKey(seed).fold("clusters");
    long[] rows = RandomTensors.subset(key.fold("rows"), n, MOST);
    double[][] points;
    PrincipalComponents projection;
    try (var _ = new Scope()) {
      Tensor some = Ops.flat(Ops.toFloat(Ops.rows(x, Ops.of(rows))));
      points = rows(some);
      projection = PrincipalComponents.of(some, Math.min(AXES, (int) some.size(1)));
    }
    var random = new Well19937c(key.fold("k-means").seed());
    var means =
        new KMeansPlusPlusClusterer<DoublePoint>(
            clusters, ITERATIONS, new EuclideanDistance(), random);
    List<CentroidCluster<DoublePoint>> found =
        means.cluster(Arrays.stream(points).map(DoublePoint::new).toList());
    double[][] centres = found.stream().map(c -> c.getCenter().getPoint()).toArray(double[][]::new);
    return new BaselineClusterings(centres, projection, mixture(found, projection));
  }

  private static @Nullable List<Pair<Double, MultivariateNormalDistribution>> mixture(
      List<CentroidCluster<DoublePoint>> start, PrincipalComponents projection) {
    int all = start.stream().mapToInt(c -> c.getPoints().size()).sum();
    List<Pair<Double, MultivariateNormalDistribution>> parts = new ArrayList<>();
    List<double[]> points = new ArrayList<>();
    try {
      for (CentroidCluster<DoublePoint> cluster : start) {
        double[][] own =
            cluster.getPoints().stream()
                .map(p -> projection.of(p.getPoint()))
                .toArray(double[][]::new);
        points.addAll(Arrays.asList(own));
        double[][] covariance = new Covariance(own).getCovarianceMatrix().getData();
        double mean =
            IntStream.range(0, covariance.length)
                .mapToDouble(i -> covariance[i][i])
                .average()
                .orElse(0);
        for (int i = 0; i < covariance.length; i++) {
          covariance[i][i] += FLOOR * mean;
        }
        double[] centre = projection.of(cluster.getCenter().getPoint());
        parts.add(
            Pair.create(
                (double) own.length / all, new MultivariateNormalDistribution(centre, covariance)));
      }
      var fit =
          new MultivariateNormalMixtureExpectationMaximization(points.toArray(double[][]::new));
      fit.fit(new MixtureMultivariateNormalDistribution(parts), ITERATIONS, CLOSE);
      return fit.getFittedModel().getComponents();
    } catch (MathRuntimeException _) {
      return null; // a covariance is singular: too few rows, or too alike
    }
  }

  /// The nearest centre of k-means.
  ///
  /// @param x rows as in [#fit]
  /// @return a cluster a row, from 0
  public int[] means(Tensor x) {
    return each(x, row -> nearest(row));
  }

  /// The likeliest Gaussian of the mixture.
  ///
  /// @param x rows as in [#fit]
  /// @return a cluster a row, from 0; nothing when a covariance was singular
  public java.util.Optional<int[]> mixture(Tensor x) {
    var parts = mixture;
    return parts == null
        ? java.util.Optional.empty()
        : java.util.Optional.of(each(x, row -> likeliest(parts, projection.of(row))));
  }

  private int nearest(double[] row) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centres.length; k++) {
      double distance = 0;
      for (int c = 0; c < row.length; c++) {
        double difference = row[c] - centres[k][c];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }

  private static int likeliest(
      List<Pair<Double, MultivariateNormalDistribution>> parts, double[] at) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < parts.size(); k++) {
      double likelihood = parts.get(k).getFirst() * parts.get(k).getSecond().density(at);
      if (likelihood > most) {
        most = likelihood;
        best = k;
      }
    }
    return best;
  }

  private interface Assigner {
    int of(double[] row);
  }

  private static int[] each(Tensor x, Assigner one) {
    int[] clusters = new int[Math.toIntExact(x.size(0))];
    int block = 1_000;
    for (int from = 0; from < clusters.length; from += block) {
      try (var _ = new Scope()) {
        int count = Math.min(block, clusters.length - from);
        double[][] rows = rows(Ops.flat(Ops.toFloat(Ops.rows(x, from, count))));
        int first = from;
        IntStream.range(0, count).parallel().forEach(i -> clusters[first + i] = one.of(rows[i]));
      }
    }
    return clusters;
  }

  private static double[][] rows(Tensor x) {
    float[] values = Ops.floats(x);
    int d = Math.toIntExact(x.size(1));
    return IntStream.range(0, values.length / d)
        .mapToObj(i -> {
          double[] row = new double[d];
          for (int c = 0; c < d; c++) {
            row[c] = values[i * d + c];
          }
          return row;
        })
        .toArray(double[][]::new);
  }

  /// The first principal components.
  ///
  /// @param mean of the rows
  /// @param axes orthonormal, from the widest on
  @SuppressWarnings("ArrayRecordComponent") // never changed
  private record PrincipalComponents(double[] mean, double[][] axes) {

    static PrincipalComponents of(Tensor x, int most) {
      Tensor centred = Ops.toDouble(x).sub(Ops.toDouble(x).mean(0));
      Tensor vectors = torch.linalg_eigh(centred.t().matmul(centred)).get1(); // ascending
      long d = vectors.size(1);
      double[][] axes = new double[most][];
      for (int i = 0; i < most; i++) {
        axes[i] = Ops.doubles(vectors.select(1, d - 1 - i).contiguous());
      }
      return new PrincipalComponents(Ops.doubles(Ops.toDouble(x).mean(0)), axes);
    }

    double[] of(double[] row) {
      double[] at = new double[axes.length];
      for (int i = 0; i < at.length; i++) {
        for (int c = 0; c < row.length; c++) {
          at[i] += axes[i][c] * (row[c] - mean[c]);
        }
      }
      return at;
    }
  }
}
