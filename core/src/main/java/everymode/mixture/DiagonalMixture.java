package everymode.mixture;

import everymode.random.RandomKey;
import java.util.Arrays;

/// A Gaussian mixture with a mean and a variance for each component and column.
public final class DiagonalMixture implements Mixture {

  private static final int ITERATIONS = 500;
  private static final double TOLERANCE = 1e-6; // of the log-likelihood of a row
  private static final double LEAST = 1e-6; // variance, of that of all rows

  private final double[] weights;
  private final double[][] mean; // [m][r]
  private final double[][] variance; // [m][r]

  /// How proportions of a row become numbers on a line.
  ///
  /// *Source:* Rau and Maugis-Rabusseau, "Transformation and model choice for RNA-seq co-expression
  /// analysis", Briefings in Bioinformatics 19, 2018.
  public enum Proportions {
    /// `log₂ (p / (1 − p))`.
    LOGIT,
    /// `asin √p`.
    ARCSINE;

    private double of(double p) {
      return switch (this) {
        case LOGIT -> Math.log(p / (1 - p)) / Math.log(2);
        case ARCSINE -> Math.asin(Math.sqrt(p));
      };
    }

    /// Transforms each count plus 1 as a share of its row.
    public Profiles of(Profiles counts) {
      double[] x = new double[counts.x().length];
      for (int i = 0; i < counts.n(); i++) {
        double total = (counts.mean(i) + 1) * counts.r();
        for (int k = 0; k < counts.r(); k++) {
          x[i * counts.r() + k] = of((counts.at(i, k) + 1) / total);
        }
      }
      return new Profiles(x, counts.n(), counts.r());
    }
  }

  private DiagonalMixture(double[] weights, double[][] mean, double[][] variance) {
    this.weights = weights;
    this.mean = mean;
    this.variance = variance;
  }

  /// Fits a mixture from the clusters of k-means.
  ///
  /// @param m components, at most n
  public static DiagonalMixture fit(Profiles rows, int m, RandomKey key) {
    Posteriors start = Posteriors.of(KMeans.drawn(rows, m, key), m);
    double[] floor =
        maximised(rows, Posteriors.of(new int[rows.n()], 1), new double[rows.r()]).variance[0];
    double[] least =
        Arrays.stream(floor).map(v -> Math.max(v * LEAST, Double.MIN_NORMAL)).toArray();
    return Em.run(
            maximised(rows, start, least),
            mixture -> mixture.normalised(rows),
            z -> maximised(rows, z, least),
            ITERATIONS,
            TOLERANCE * rows.n())
        .mixture();
  }

  private static DiagonalMixture maximised(Profiles rows, Posteriors z, double[] least) {
    int r = rows.r();
    double[] count = Arrays.stream(z.sums()).map(sum -> Math.max(sum, Double.MIN_NORMAL)).toArray();
    double[][] mean = new double[z.m()][r];
    double[][] variance = new double[z.m()][r];
    for (int i = 0; i < rows.n(); i++) {
      for (int j = 0; j < z.m(); j++) {
        for (int k = 0; k < r; k++) {
          mean[j][k] += z.at(i, j) * rows.at(i, k) / count[j];
        }
      }
    }
    for (int i = 0; i < rows.n(); i++) {
      for (int j = 0; j < z.m(); j++) {
        for (int k = 0; k < r; k++) {
          double difference = rows.at(i, k) - mean[j][k];
          variance[j][k] += z.at(i, j) * difference * difference / count[j];
        }
      }
    }
    for (double[] own : variance) {
      Arrays.setAll(own, k -> Math.max(own[k], least[k]));
    }
    return new DiagonalMixture(z.means(), mean, variance);
  }

  @Override
  public int components() {
    return weights.length;
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  @Override
  public Posteriors posteriors(Profiles rows) {
    return normalised(rows).posteriors();
  }

  private Posteriors.Normalised normalised(Profiles rows) {
    int m = components();
    double[] joint = new double[rows.n() * m];
    for (int j = 0; j < m; j++) {
      double constant = Math.log(weights[j]);
      for (double v : variance[j]) {
        constant -= Math.log(2 * Math.PI * v) / 2;
      }
      for (int i = 0; i < rows.n(); i++) {
        double sum = constant;
        for (int k = 0; k < rows.r(); k++) {
          double difference = rows.at(i, k) - mean[j][k];
          sum -= difference * difference / (2 * variance[j][k]);
        }
        joint[i * m + j] = sum;
      }
    }
    return Posteriors.of(joint, rows.n(), m);
  }
}
