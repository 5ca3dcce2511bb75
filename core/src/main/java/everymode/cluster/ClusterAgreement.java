package everymode.cluster;

import everymode.error.EverymodeException;
import everymode.transport.LinearAssignment;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/// How well clusters agree with classes.
///
/// - *accuracy*: `max_π #{i : y_i = π(c_i)} / n` over one-to-one maps π of clusters to classes; if
///   there are more clusters than classes, each cluster votes for its most frequent class instead,
///   which the result indicates.
/// - *normalised mutual information*: `I(Y; C)` over the geometric or arithmetic mean of the two
///   entropies; 1 if each side has a single group.
/// - *adjusted Rand index*: the number of agreeing pairs, minus its expectation for random
///   clusters, over the maximum minus the same.
///
/// Accuracy and information lie in [0, 1], the adjusted Rand index in [−0.5, 1]. If only one side
/// has a single group, the information is 0; if both have, or if every row is a group of its own on
/// both sides, all scores are 1, as in scikit-learn.
///
/// *Pitfalls:* accuracy by majority increases with the number of clusters and is 1 if each row has
/// its own, so it must not be compared with accuracy by matching. Information is above 0 even for
/// random clusters, and grows with their number; the adjusted Rand index does not have this bias.
/// Papers seldom state which mean they divide by; *ours:* both are given.
///
/// *Source:* Strehl and Ghosh, "Cluster Ensembles", 2002, for the geometric mean; Hubert and
/// Arabie, "Comparing Partitions", 1985.
public final class ClusterAgreement {

  private ClusterAgreement() {}

  /// The agreement of clusters and classes.
  ///
  /// @param accuracy under the best matching, or by majority
  /// @param nmiGeometric mutual information over √(H(Y) H(C))
  /// @param nmiArithmetic mutual information over (H(Y) + H(C)) / 2
  /// @param adjustedRand the adjusted Rand index
  /// @param majority whether there are more clusters than classes, so that accuracy is by majority
  public record Indices(
      double accuracy,
      double nmiGeometric,
      double nmiArithmetic,
      double adjustedRand,
      boolean majority) {}

  /// Compares two partitions of the same rows.
  ///
  /// @param label class of each row, from 0
  /// @param cluster cluster of each row, from 0
  /// @throws EverymodeException when the lengths differ or there are no rows
  public static Indices of(int[] label, int[] cluster) {
    if (label.length != cluster.length || label.length == 0) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "every row needs a class and a cluster, but there are %d and %d; give as many of both",
              label.length,
              cluster.length));
    }
    long[][] table = table(label, cluster);
    boolean majority = table[0].length > table.length;
    double[] nmi = information(table, label.length);
    return new Indices(
        (majority ? votes(table) : matched(table)) / label.length,
        nmi[0],
        nmi[1],
        rand(table, label.length),
        majority);
  }

  /// The contingency table: the number of rows of each class in each cluster; classes and clusters
  /// without rows are excluded.
  ///
  /// @param label class of each row, from 0
  /// @param cluster cluster of each row, from 0
  /// @return `[classes][clusters]`
  public static long[][] table(int[] label, int[] cluster) {
    int[] rows = dense(label);
    int[] columns = dense(cluster);
    long[][] table = new long[most(rows) + 1][most(columns) + 1];
    for (int i = 0; i < rows.length; i++) {
      table[rows[i]][columns[i]]++;
    }
    return table;
  }

  private static int most(int[] values) {
    return Arrays.stream(values).max().orElse(-1);
  }

  private static int[] dense(int[] values) {
    int[] sorted = Arrays.stream(values).distinct().sorted().toArray();
    return Arrays.stream(values).map(v -> Arrays.binarySearch(sorted, v)).toArray();
  }

  private static double matched(long[][] table) {
    int side = Math.max(table.length, table[0].length);
    double[][] cost = new double[side][side];
    for (int i = 0; i < table.length; i++) {
      for (int j = 0; j < table[0].length; j++) {
        cost[i][j] = -table[i][j];
      }
    }
    return -LinearAssignment.total(cost, LinearAssignment.solve(cost));
  }

  private static double votes(long[][] table) {
    return IntStream.range(0, table[0].length)
        .mapToLong(j -> Arrays.stream(table).mapToLong(row -> row[j]).max().orElse(0))
        .sum();
  }

  private static double[] sums(long[][] table, boolean ofRows) {
    double[] sums = new double[ofRows ? table.length : table[0].length];
    for (int i = 0; i < table.length; i++) {
      for (int j = 0; j < table[0].length; j++) {
        sums[ofRows ? i : j] += table[i][j];
      }
    }
    return sums;
  }

  private static double entropy(double[] counts, double n) {
    return Arrays.stream(counts).filter(c -> c > 0).map(c -> -c / n * Math.log(c / n)).sum();
  }

  /// With the geometric and with the arithmetic mean.
  private static double[] information(long[][] table, double n) {
    double[] a = sums(table, true);
    double[] b = sums(table, false);
    double ha = entropy(a, n);
    double hb = entropy(b, n);
    if (a.length == 1 && b.length == 1) {
      return new double[] {1, 1};
    }
    double shared = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        double p = table[i][j] / n;
        shared += p == 0 ? 0 : p * Math.log(p * n * n / (a[i] * b[j]));
      }
    }
    shared = Math.max(0, shared);
    double geometric = Math.sqrt(ha * hb);
    return new double[] {
      geometric == 0 ? 0 : Math.min(1, shared / geometric), Math.min(1, 2 * shared / (ha + hb))
    };
  }

  private static double pairs(double[] counts) {
    return Arrays.stream(counts).map(c -> c * (c - 1) / 2).sum();
  }

  private static double rand(long[][] table, double n) {
    double agreeing =
        Arrays.stream(table)
            .flatMapToLong(Arrays::stream)
            .mapToDouble(c -> c * (c - 1.0) / 2)
            .sum();
    double a = pairs(sums(table, true));
    double b = pairs(sums(table, false));
    double possible = n * (n - 1) / 2;
    double expected = possible == 0 ? 0 : a * b / possible;
    double maximum = (a + b) / 2;
    return maximum == expected ? 1 : (agreeing - expected) / (maximum - expected);
  }
}
