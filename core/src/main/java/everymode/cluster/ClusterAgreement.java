package everymode.cluster;

import everymode.error.EverymodeException;
import everymode.transport.LinearAssignment;
import java.util.Arrays;

/// How well clusters agree with classes.
///
/// - *accuracy*: `max_π #{i : y_i = π(c_i)} / n` over one-to-one maps π of clusters to classes;
///   with more clusters than classes each cluster votes for its commonest class, which the result
///   says.
/// - *normalised mutual information*: `I(Y; C)` over the geometric or arithmetic mean of the two
///   entropies; 1 when both sides are one single group.
/// - *adjusted Rand index*: pairs that agree, less what chance would give, over the most there can
///   be.
///
/// Accuracy and information lie in [0, 1], the adjusted Rand index in [−0.5, 1]. When only one side
/// is one single group, the information is 0; when both are, or when every row is alone on both,
/// all scores are 1, as in scikit-learn.
///
/// *Pitfalls:* accuracy by majority rises with the number of clusters and is 1 when each row has
/// its own, so it must not be compared with accuracy by matching. Information is above 0 even for
/// clusters drawn at random, the more so the more there are; the adjusted Rand index is not. Papers
/// seldom say which mean they divide by; *ours:* both are given.
///
/// *Source:* Strehl and Ghosh, "Cluster Ensembles", 2002, for the geometric mean; Hubert and
/// Arabie, "Comparing Partitions", 1985.
public final class ClusterAgreement {

  private ClusterAgreement() {}

  /// How well clusters agree with classes.
  ///
  /// @param accuracy under the best matching, or by majority
  /// @param nmiGeometric mutual information over √(H(Y) H(C))
  /// @param nmiArithmetic mutual information over (H(Y) + H(C)) / 2
  /// @param adjustedRand the adjusted Rand index
  /// @param majority whether clusters outnumber classes, so that accuracy is by majority
  public record Indices(
      double accuracy,
      double nmiGeometric,
      double nmiArithmetic,
      double adjustedRand,
      boolean majority) {}

  /// Compares two partitions of the same rows.
  ///
  /// @param truth class of each row, from 0
  /// @param cluster cluster of each row, from 0
  /// @return the agreement
  /// @throws EverymodeException when the lengths differ or there are no rows
  public static Indices of(int[] truth, int[] cluster) {
    if (truth.length != cluster.length || truth.length == 0) {
      throw new EverymodeException(
          "every row needs a class and a cluster, but there are %d and %d; bring as many of both"
              .formatted(truth.length, cluster.length));
    }
    long[][] table = table(truth, cluster);
    boolean majority = table[0].length > table.length;
    double[] nmi = information(table, truth.length);
    return new Indices(
        (majority ? votes(table) : matched(table)) / truth.length,
        nmi[0],
        nmi[1],
        rand(table, truth.length),
        majority);
  }

  /// How many rows of each class lie in each cluster; classes and clusters without rows are left
  /// out.
  ///
  /// @param truth class of each row, from 0
  /// @param cluster cluster of each row, from 0
  /// @return `[classes][clusters]`
  public static long[][] table(int[] truth, int[] cluster) {
    int[] rows = dense(truth);
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
    double sum = 0;
    for (int j = 0; j < table[0].length; j++) {
      long best = 0;
      for (long[] row : table) {
        best = Math.max(best, row[j]);
      }
      sum += best;
    }
    return sum;
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

  /// Geometric and arithmetic.
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
    double together =
        Arrays.stream(table)
            .flatMapToLong(Arrays::stream)
            .mapToDouble(c -> c * (c - 1.0) / 2)
            .sum();
    double a = pairs(sums(table, true));
    double b = pairs(sums(table, false));
    double all = n * (n - 1) / 2;
    double chance = all == 0 ? 0 : a * b / all;
    double most = (a + b) / 2;
    return most == chance ? 1 : (together - chance) / (most - chance);
  }
}
