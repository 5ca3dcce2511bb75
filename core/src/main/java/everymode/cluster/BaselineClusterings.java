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

/// Clusterings of the rows themselves, without a generator: a baseline for other clusterings.
///
/// k-means and a mixture of Gaussians with full covariances, both from Hipparchus, are fitted to at
/// most 10,000 rows and then applied to all. The mixture uses the first principal components of the
/// rows, because covariances of pixels are singular, and is initialised with the clusters of
/// k-means.
///
/// *Source:* Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007;
/// Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", 1977.
/// *Ours:* 10,000 rows, 20 components, a thousandth of the mean variance added to each initial
/// covariance.
public final class BaselineClusterings {

  private static final int MAX_ROWS = 10_000;
  private static final int ITERATIONS = 100;
  private static final int MAX_AXES = 20;
  private static final double TOLERANCE = 1e-4; // of the mean log-likelihood
  private static final double REGULARISATION = 1e-3;

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

  /// Fits both clusterings.
  ///
  /// @param x `[n, ...]`, each row one sample, n at least the number of clusters
  /// @param clusters number of clusters, at least 1
  /// @param seed determines the rows used for fitting and the initialisation of k-means
  public static BaselineClusterings fit(Tensor x, int clusters, long seed) {
    int n = Math.toIntExact(x.size(0));
    RandomKey key = new RandomKey(seed).fold("clusters");
    long[] rows = RandomTensors.subset(key.fold("rows"), n, MAX_ROWS);
    double[][] points;
    PrincipalComponents projection;
    try (var _ = new Scope()) {
      Tensor chosen = Ops.flat(Ops.toFloat(Ops.rows(x, Ops.of(rows))));
      points = rows(chosen);
      projection = PrincipalComponents.of(chosen, Math.min(MAX_AXES, (int) chosen.size(1)));
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
    List<Pair<Double, MultivariateNormalDistribution>> components = new ArrayList<>();
    List<double[]> points = new ArrayList<>();
    try {
      for (CentroidCluster<DoublePoint> cluster : start) {
        double[][] rows =
            cluster.getPoints().stream()
                .map(p -> projection.of(p.getPoint()))
                .toArray(double[][]::new);
        points.addAll(Arrays.asList(rows));
        double[][] covariance = new Covariance(rows).getCovarianceMatrix().getData();
        double mean =
            IntStream.range(0, covariance.length)
                .mapToDouble(i -> covariance[i][i])
                .average()
                .orElse(0);
        for (int i = 0; i < covariance.length; i++) {
          covariance[i][i] += REGULARISATION * mean;
        }
        double[] centre = projection.of(cluster.getCenter().getPoint());
        components.add(
            Pair.create(
                (double) rows.length / all,
                new MultivariateNormalDistribution(centre, covariance)));
      }
      var fit =
          new MultivariateNormalMixtureExpectationMaximization(points.toArray(double[][]::new));
      fit.fit(new MixtureMultivariateNormalDistribution(components), ITERATIONS, TOLERANCE);
      return fit.getFittedModel().getComponents();
    } catch (MathRuntimeException _) {
      return null; // a covariance is singular: too few rows, or too similar ones
    }
  }

  /// Assigns rows to the nearest k-means centre.
  ///
  /// @param x rows as in [#fit]
  /// @return a cluster per row, from 0
  public int[] means(Tensor x) {
    return assign(x, row -> nearest(row));
  }

  /// Assigns rows to the most likely Gaussian of the mixture.
  ///
  /// @param x rows as in [#fit]
  /// @return a cluster per row, from 0; empty if a covariance was singular
  public java.util.Optional<int[]> mixture(Tensor x) {
    var components = mixture;
    return components == null
        ? java.util.Optional.empty()
        : java.util.Optional.of(assign(x, row -> likeliest(components, projection.of(row))));
  }

  private int nearest(double[] row) {
    int best = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < centres.length; k++) {
      double distance = 0;
      for (int c = 0; c < row.length; c++) {
        double difference = row[c] - centres[k][c];
        distance += difference * difference;
      }
      if (distance < smallest) {
        smallest = distance;
        best = k;
      }
    }
    return best;
  }

  private static int likeliest(
      List<Pair<Double, MultivariateNormalDistribution>> components, double[] at) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < components.size(); k++) {
      double likelihood = components.get(k).getFirst() * components.get(k).getSecond().density(at);
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

  private static int[] assign(Tensor x, Assigner assigner) {
    int[] clusters = new int[Math.toIntExact(x.size(0))];
    int block = 1_000;
    for (int from = 0; from < clusters.length; from += block) {
      try (var _ = new Scope()) {
        int count = Math.min(block, clusters.length - from);
        double[][] rows = rows(Ops.flat(Ops.toFloat(Ops.rows(x, from, count))));
        int first = from;
        IntStream.range(0, count)
            .parallel()
            .forEach(i -> clusters[first + i] = assigner.of(rows[i]));
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
  /// @param axes orthonormal, in order of decreasing variance
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
