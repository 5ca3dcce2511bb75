package everymode.mixture;

import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/// Clusters around centres, by Lloyd's iterations.
///
/// *Source:* Arthur and Vassilvitskii, "k-means++: the advantages of careful seeding", 2007, for
/// the first centres where none are given.
public final class KMeans {

  private static final int ITERATIONS = 10;

  private KMeans() {}

  /// Clusters of rows around given first centres.
  ///
  /// @param centres `[m][r]`; equal ones count once
  /// @return cluster of each row, from 0, of at most m clusters, each with rows
  static int[] from(Profiles rows, double[][] centres) {
    List<double[]> distinct = new ArrayList<>();
    for (double[] centre : centres) {
      if (distinct.stream().noneMatch(other -> Arrays.equals(other, centre))) {
        distinct.add(centre.clone());
      }
    }
    int[] labels = nearest(rows, distinct);
    for (int t = 0; t < ITERATIONS; t++) {
      int[] next = nearest(rows, means(rows, labels, distinct));
      if (Arrays.equals(next, labels)) {
        break;
      }
      labels = next;
    }
    return dense(labels);
  }

  /// The same clusters, numbered from 0 without those that have no rows.
  private static int[] dense(int[] labels) {
    int[] used = Arrays.stream(labels).distinct().sorted().toArray();
    return Arrays.stream(labels).map(label -> Arrays.binarySearch(used, label)).toArray();
  }

  /// Clusters of rows around the means of other clusters.
  ///
  /// @param labels cluster of each row
  /// @return cluster of each row, from 0, of at most as many
  static int[] around(Profiles rows, int[] labels) {
    int[] dense = dense(labels);
    int count = Arrays.stream(dense).max().orElseThrow() + 1;
    List<double[]> none = Collections.nCopies(count, new double[rows.r()]);
    return from(rows, means(rows, dense, none).toArray(double[][]::new));
  }

  /// Clusters around centres drawn far from one another.
  ///
  /// @param m clusters, at most as many as there are different rows
  public static int[] drawn(Profiles rows, int m, RandomKey key) {
    SplittableRandom random = key.random();
    double[][] centres = new double[m][];
    double[] distance = new double[rows.n()];
    Arrays.fill(distance, 1);
    for (int j = 0; j < m; j++) {
      double left = random.nextDouble() * Arrays.stream(distance).sum();
      int i = 0;
      while (i < rows.n() - 1 && left >= distance[i]) {
        left -= distance[i++];
      }
      centres[j] = rows.row(i);
      for (int other = 0; other < rows.n(); other++) {
        double squared = squared(rows, other, centres[j]);
        distance[other] = j == 0 ? squared : Math.min(distance[other], squared);
      }
    }
    return from(rows, centres);
  }

  /// The mean of each cluster; that of an empty one stays.
  private static List<double[]> means(Profiles rows, int[] labels, List<double[]> before) {
    double[][] sums = new double[before.size()][rows.r()];
    int[] count = new int[before.size()];
    for (int i = 0; i < rows.n(); i++) {
      count[labels[i]]++;
      for (int k = 0; k < rows.r(); k++) {
        sums[labels[i]][k] += rows.at(i, k);
      }
    }
    List<double[]> means = new ArrayList<>();
    for (int j = 0; j < sums.length; j++) {
      int size = count[j];
      means.add(
          size == 0 ? before.get(j) : Arrays.stream(sums[j]).map(sum -> sum / size).toArray());
    }
    return means;
  }

  private static int[] nearest(Profiles rows, List<double[]> centres) {
    int[] labels = new int[rows.n()];
    for (int i = 0; i < rows.n(); i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < centres.size(); j++) {
        double squared = squared(rows, i, centres.get(j));
        if (squared < least) {
          least = squared;
          labels[i] = j;
        }
      }
    }
    return labels;
  }

  private static double squared(Profiles rows, int i, double[] centre) {
    double sum = 0;
    for (int k = 0; k < centre.length; k++) {
      double difference = rows.at(i, k) - centre[k];
      sum += difference * difference;
    }
    return sum;
  }
}
