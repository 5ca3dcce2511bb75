package everymode.mixture;

import everymode.random.RandomKey;
import java.util.Arrays;

/// A mixture of Poisson distributions of counts: `y_ic ~ Poisson(wᵢ s_c λ_{d(c),k})`, where wᵢ is
/// the total of row i, s_c the share of column c in all counts and d(c) its condition.
///
/// *Source:* Rau, Maugis-Rabusseau, Martin-Magniette and Celeux, "Co-expression analysis of
/// high-throughput transcriptome sequencing data with Poisson mixture models", Bioinformatics 31,
/// 2015. *Differences:* shares of columns are those of the total counts.
public final class PoissonMixture implements Mixture {

  private static final int FIRST = 10; // iterations of each start
  private static final int STARTS = 5;
  private static final int ITERATIONS = 1_000;
  private static final double TOLERANCE = 1e-5;
  private static final double CLIP = 1e-10;

  private final Blocks conditions;
  private final double[] share; // of each column
  private final double[] weights; // [m]
  private final double[][] rate; // [m][conditions]

  private PoissonMixture(Blocks conditions, double[] share, double[] weights, double[][] rate) {
    this.conditions = conditions;
    this.share = share;
    this.weights = weights;
    this.rate = rate;
  }

  /// Fits a mixture; of five short fits the likeliest goes on.
  ///
  /// @param counts of rows with a total above 0
  /// @param m components
  public static PoissonMixture fit(Profiles counts, Blocks conditions, int m, RandomKey key) {
    double[] share = shares(counts);
    Profiles proportions = proportions(counts);
    Em.Fit<PoissonMixture> best = null;
    for (int s = 0; s < STARTS; s++) {
      int[] labels = KMeans.drawn(proportions, m, key.fold(s));
      PoissonMixture first =
          maximised(counts, conditions, share, clipped(Posteriors.of(labels, m)));
      var fit = continued(first, counts, FIRST);
      best = best == null || fit.logLikelihood() > best.logLikelihood() ? fit : best;
    }
    if (best == null) {
      throw new IllegalStateException("there is at least one start");
    }
    return continued(best.mixture(), counts, ITERATIONS).mixture();
  }

  private static Em.Fit<PoissonMixture> continued(PoissonMixture first, Profiles counts, int most) {
    return Em.run(
        first,
        mixture -> mixture.normalised(counts),
        z -> maximised(counts, first.conditions, first.share, clipped(z)),
        most,
        TOLERANCE);
  }

  private static double[] shares(Profiles counts) {
    double[] share = new double[counts.r()];
    for (int i = 0; i < counts.n(); i++) {
      for (int k = 0; k < counts.r(); k++) {
        share[k] += counts.at(i, k);
      }
    }
    double total = Arrays.stream(share).sum();
    return Arrays.stream(share).map(sum -> sum / total).toArray();
  }

  /// Each count as a share of its row.
  private static Profiles proportions(Profiles counts) {
    double[] x = counts.x().clone();
    for (int i = 0; i < counts.n(); i++) {
      double total = counts.mean(i) * counts.r();
      for (int k = 0; k < counts.r(); k++) {
        x[i * counts.r() + k] /= total;
      }
    }
    return new Profiles(x, counts.n(), counts.r());
  }

  /// Keeps probabilities off 0 and 1, so that every component has a rate in each condition.
  private static Posteriors clipped(Posteriors z) {
    double[] clipped = new double[z.z().length];
    for (int i = 0; i < z.n(); i++) {
      double sum = 0;
      for (int j = 0; j < z.m(); j++) {
        clipped[i * z.m() + j] = Math.clamp(z.at(i, j), CLIP, 1 - CLIP);
        sum += clipped[i * z.m() + j];
      }
      for (int j = 0; j < z.m(); j++) {
        clipped[i * z.m() + j] /= sum;
      }
    }
    return new Posteriors(clipped, z.n(), z.m());
  }

  private static PoissonMixture maximised(
      Profiles counts, Blocks conditions, double[] share, Posteriors z) {
    double[][] rate = new double[z.m()][conditions.count()];
    double[] total = new double[z.m()];
    double[] conditionShare = new double[conditions.count()];
    for (int k = 0; k < counts.r(); k++) {
      conditionShare[conditions.of(k)] += share[k];
    }
    for (int i = 0; i < counts.n(); i++) {
      for (int j = 0; j < z.m(); j++) {
        for (int k = 0; k < counts.r(); k++) {
          double own = z.at(i, j) * counts.at(i, k);
          rate[j][conditions.of(k)] += own;
          total[j] += own;
        }
      }
    }
    for (int j = 0; j < z.m(); j++) {
      for (int d = 0; d < conditionShare.length; d++) {
        rate[j][d] /= Math.max(Double.MIN_NORMAL, conditionShare[d] * total[j]);
      }
    }
    return new PoissonMixture(conditions, share, z.means(), rate);
  }

  @Override
  public int components() {
    return weights.length;
  }

  @Override
  public double[] weights() {
    return weights.clone();
  }

  /// The rate of a component in a condition, relative to the size of row and column.
  public double rate(int component, int condition) {
    return rate[component][condition];
  }

  @Override
  public Posteriors posteriors(Profiles rows) {
    return normalised(rows).posteriors();
  }

  /// The terms that are equal for all components, among them the factorials, are left out.
  private Posteriors.Normalised normalised(Profiles counts) {
    int m = components();
    double[] joint = new double[counts.n() * m];
    double[][] log = new double[m][counts.r()];
    double[] sum = new double[m];
    for (int j = 0; j < m; j++) {
      for (int k = 0; k < counts.r(); k++) {
        double relative = share[k] * rate[j][conditions.of(k)];
        log[j][k] = Math.log(Math.max(Double.MIN_NORMAL, relative));
        sum[j] += relative;
      }
    }
    for (int i = 0; i < counts.n(); i++) {
      double total = counts.mean(i) * counts.r();
      for (int j = 0; j < m; j++) {
        double value = Math.log(weights[j]) - total * sum[j];
        for (int k = 0; k < counts.r(); k++) {
          value += counts.at(i, k) * log[j][k];
        }
        joint[i * m + j] = value;
      }
    }
    return Posteriors.of(joint, counts.n(), m);
  }
}
