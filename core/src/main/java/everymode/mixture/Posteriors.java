package everymode.mixture;

import java.util.Arrays;
import java.util.stream.IntStream;

/// Probabilities of the components given each row.
///
/// @param z `[n, m]`, row by row; the sum of each row is 1
/// @param n rows
/// @param m components, at least 1
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record Posteriors(double[] z, int n, int m) {

  /// Probabilities and what their logarithms were divided by.
  ///
  /// @param sums `ln Σⱼ λⱼ fⱼ(xᵢ)` of each row
  record Normalised(Posteriors posteriors, double[] sums) {

    double total() {
      return Arrays.stream(sums).sum();
    }
  }

  /// Normalises the rows of `ln λⱼ fⱼ(xᵢ)`; a row without any density has equal probabilities.
  ///
  /// @param joint `[n, m]`, overwritten
  static Normalised of(double[] joint, int n, int m) {
    double[] sums = new double[n];
    for (int i = 0; i < n; i++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < m; j++) {
        most = Math.max(most, joint[i * m + j]);
      }
      double sum = 0;
      for (int j = 0; j < m; j++) {
        double share = most > Double.NEGATIVE_INFINITY ? Math.exp(joint[i * m + j] - most) : 1;
        joint[i * m + j] = share;
        sum += share;
      }
      for (int j = 0; j < m; j++) {
        joint[i * m + j] /= sum;
      }
      sums[i] = most + (most > Double.NEGATIVE_INFINITY ? Math.log(sum) : 0);
    }
    return new Normalised(new Posteriors(joint, n, m), sums);
  }

  /// Each row belongs to one component.
  ///
  /// @param labels from 0
  public static Posteriors of(int[] labels, int m) {
    double[] z = new double[labels.length * m];
    for (int i = 0; i < labels.length; i++) {
      z[i * m + labels[i]] = 1;
    }
    return new Posteriors(z, labels.length, m);
  }

  double at(int row, int component) {
    return z[row * m + component];
  }

  /// The sum over all rows, of each component, rounded once.
  double[] sums() {
    return IntStream.range(0, m).mapToDouble(this::sum).toArray();
  }

  double sum(int component) {
    var sum = new ExactSum();
    for (int i = 0; i < n; i++) {
      sum.add(at(i, component));
    }
    return sum.value();
  }

  /// The mean over all rows: the weights of the components.
  double[] means() {
    return Arrays.stream(sums()).map(sum -> sum / n).toArray();
  }

  /// The likeliest component of each row, the first of equal ones.
  public int[] labels() {
    return IntStream.range(0, n).map(this::label).toArray();
  }

  private int label(int i) {
    int best = 0;
    for (int j = 1; j < m; j++) {
      best = z[i * m + j] > z[i * m + best] ? j : best;
    }
    return best;
  }

  /// The largest probability of each row.
  public double[] confidence() {
    return IntStream.range(0, n).mapToDouble(i -> z[i * m + label(i)]).toArray();
  }

  /// The sum over rows of the entropy, in nats.
  double entropy() {
    return Arrays.stream(z).filter(p -> p > 0).map(p -> -p * Math.log(p)).sum();
  }
}
