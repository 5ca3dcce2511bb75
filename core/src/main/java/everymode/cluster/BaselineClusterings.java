package everymode.cluster;

import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
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
  private static final int BLOCK = 1_000;
  private static final double TOLERANCE = 1e-4; // of the mean log-likelihood
  private static final double REGULARISATION = 1e-3;

  private final double[][] centres;
  private final PrincipalComponents projection;
  private final Optional<List<Pair<Double, MultivariateNormalDistribution>>> mixture;

  private BaselineClusterings(
      List<CentroidCluster<DoublePoint>> clusters, PrincipalComponents projection) {
    centres = clusters.stream().map(c -> c.getCenter().getPoint()).toArray(double[][]::new);
    this.projection = projection;
    mixture = mixture(clusters, projection);
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
    List<DoublePoint> points;
    PrincipalComponents projection;
    try (var _ = new Scope()) {
      Tensor chosen = Ops.flat(Ops.toFloat(Ops.rows(x, Ops.of(rows))));
      PointSet all = PointSet.of(chosen);
      points = IntStream.range(0, all.n()).mapToObj(i -> new DoublePoint(all.point(i))).toList();
      projection = PrincipalComponents.of(chosen, Math.min(MAX_AXES, (int) chosen.size(1)));
    }
    var random = new Well19937c(key.fold("k-means").seed());
    var means =
        new KMeansPlusPlusClusterer<DoublePoint>(
            clusters, ITERATIONS, new EuclideanDistance(), random);
    return new BaselineClusterings(means.cluster(points), projection);
  }

  /// Empty if a covariance is singular: too few rows, or too similar ones.
  private static Optional<List<Pair<Double, MultivariateNormalDistribution>>> mixture(
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
      return Optional.of(fit.getFittedModel().getComponents());
    } catch (MathRuntimeException _) {
      return Optional.empty();
    }
  }

  /// Assigns rows to the nearest k-means centre.
  ///
  /// @param x rows as in [#fit]
  /// @return a cluster per row, from 0
  public int[] means(Tensor x) {
    return assign(x, row -> best(centres.length, k -> -squaredDistance(row, centres[k])));
  }

  /// Assigns rows to the most likely Gaussian of the mixture.
  ///
  /// @param x rows as in [#fit]
  /// @return a cluster per row, from 0; empty if a covariance was singular
  public Optional<int[]> mixture(Tensor x) {
    return mixture.map(components -> assign(x, row -> likeliest(components, projection.of(row))));
  }

  private static int likeliest(
      List<Pair<Double, MultivariateNormalDistribution>> components, double[] at) {
    return best(
        components.size(),
        k -> components.get(k).getFirst() * components.get(k).getSecond().density(at));
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      double difference = a[c] - b[c];
      sum += difference * difference;
    }
    return sum;
  }

  /// The first cluster with the highest score.
  private static int best(int clusters, IntToDoubleFunction score) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < clusters; k++) {
      double value = score.applyAsDouble(k);
      if (value > most) {
        most = value;
        best = k;
      }
    }
    return best;
  }

  private static int[] assign(Tensor x, ToIntFunction<double[]> cluster) {
    int[] clusters = new int[Math.toIntExact(x.size(0))];
    Batches.each(
        clusters.length,
        BLOCK,
        (from, count) -> {
          PointSet rows = PointSet.of(Ops.rows(x, from, count));
          IntStream.range(0, count)
              .parallel()
              .forEach(i -> clusters[from + i] = cluster.applyAsInt(rows.point(i)));
        });
    return clusters;
  }
}
