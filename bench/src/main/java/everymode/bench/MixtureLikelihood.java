package everymode.bench;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.hipparchus.clustering.CentroidCluster;
import org.hipparchus.clustering.DoublePoint;
import org.hipparchus.clustering.KMeansPlusPlusClusterer;
import org.hipparchus.clustering.distance.EuclideanDistance;
import org.hipparchus.distribution.multivariate.MixtureMultivariateNormalDistribution;
import org.hipparchus.distribution.multivariate.MultivariateNormalDistribution;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.random.Well19937c;
import org.hipparchus.stat.correlation.Covariance;
import org.hipparchus.stat.fitting.MultivariateNormalMixtureExpectationMaximization;
import org.hipparchus.util.Pair;

/// The likelihood of held-out rows under mixtures of Gaussians with full covariances, fitted by
/// expectation maximisation: what `nll` of `made` should be below.
public final class MixtureLikelihood {

  private static final int MOST = 200; // iterations
  private static final int FEW = 2; // rows of a cluster for each number, of too little for moments
  private static final double CHANGE = 1e-6; // of the mean log-likelihood, where iterations end

  private MixtureLikelihood() {}

  /// Prints `COMPONENTS TRAINING-NATS HELD-OUT-NATS`, both as the mean of `−ln p`.
  ///
  /// @param args a data set of points or a table, and numbers of components
  public static void main(String[] args) {
    Dataset data = Datasets.open(args[0]);
    double[][] train;
    double[][] heldOut;
    try (var _ = new Scope()) {
      train = rows(data.domain().units(data.train().all()));
      heldOut = rows(data.domain().units(data.heldOut().all()));
    }
    for (String components : Arrays.asList(args).subList(1, args.length)) {
      int k = Integer.parseInt(components);
      try {
        MixtureMultivariateNormalDistribution fitted = fitted(train, k);
        System.out.printf(
            Locale.ROOT, "%d %.4f %.4f%n", k, nats(fitted, train), nats(fitted, heldOut));
      } catch (MathIllegalArgumentException | MathIllegalStateException e) {
        System.out.printf(Locale.ROOT, "%d # %s%n", k, e.getMessage());
      }
    }
  }

  private static double[][] rows(Tensor x) {
    double[] values = Ops.doubles(Ops.toDouble(x));
    int dim = (int) x.size(1);
    double[][] rows = new double[values.length / dim][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * dim, (i + 1) * dim);
    }
    return rows;
  }

  /// Begins with the moments of clusters of k-means.
  private static MixtureMultivariateNormalDistribution fitted(double[][] x, int k) {
    var means =
        new KMeansPlusPlusClusterer<DoublePoint>(
            k, 100, new EuclideanDistance(), new Well19937c(1));
    double[][] all = new Covariance(x).getCovarianceMatrix().getData();
    List<Pair<Double, MultivariateNormalDistribution>> parts = new ArrayList<>();
    for (CentroidCluster<DoublePoint> cluster :
        means.cluster(Arrays.stream(x).map(DoublePoint::new).toList())) {
      double[][] own =
          cluster.getPoints().stream().map(DoublePoint::getPoint).toArray(double[][]::new);
      parts.add(
          new Pair<>(
              (double) own.length / x.length,
              new MultivariateNormalDistribution(
                  cluster.getCenter().getPoint(),
                  own.length > FEW * x[0].length
                      ? new Covariance(own).getCovarianceMatrix().getData()
                      : all)));
    }
    var search = new MultivariateNormalMixtureExpectationMaximization(x);
    try {
      search.fit(new MixtureMultivariateNormalDistribution(parts), MOST, CHANGE);
    } catch (MathIllegalStateException _) {
      // Not converged within the iterations: the last ones change little.
    }
    return search.getFittedModel();
  }

  private static double nats(MixtureMultivariateNormalDistribution mixture, double[][] x) {
    return -Arrays.stream(x).mapToDouble(row -> Math.log(mixture.density(row))).average().orElse(0);
  }
}
