package everymode.cluster;

import everymode.cluster.DiagonalGaussian.Density;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Clusters of rows as Gaussians with diagonal covariances, whose number follows from the rows.
///
/// The rows are split in two again and again, and of all these partitions the one with the highest
/// Bayesian information criterion is taken; then rows move to their likeliest Gaussian, and
/// Gaussians merge or split further where this raises the criterion. Each Gaussian has its own
/// variances, and each split is judged within its own group, so that a small group far from others
/// is found beside large ones. Nothing is random.
///
/// *Source:* Pelleg and Moore, "X-means: extending k-means with efficient estimation of the number
/// of clusters", ICML 2000; Celeux and Govaert, "A classification EM algorithm for clustering and
/// two stochastic versions", 1992. *Ours:* starts from far points and from the halves of each axis,
/// at least 5 rows in a cluster, at most 50 clusters.
final class ClusterSearch {

  static final int LEAST = 5; // rows of a cluster
  private static final int MOST = 50; // clusters that are found without a given number
  private static final int ROWS = 10; // rows for each of them, on average
  private static final int FAR = 16; // starts from far points
  private static final int AXES = 10; // starts from the halves of axes
  private static final int AHEAD = 8; // splits that may lower the criterion before one raises it
  private static final int ITERATIONS = 20; // of a split
  private static final int LONGEST = 100; // until no row moves between all groups
  private static final int ROUNDS = 10;
  private static final double FLOOR = 1e-4; // of the mean variance of the coordinates

  private final double[][] x;
  private final DiagonalGaussian whole;
  private final double floor;
  private List<int[]> groups = new ArrayList<>();

  private ClusterSearch(double[][] x) {
    this.x = x;
    int[] all = IntStream.range(0, x.length).toArray();
    groups.add(all);
    whole = DiagonalGaussian.of(x, all);
    double mean = IntStream.range(0, x[0].length).mapToDouble(whole::variance).average().orElse(0);
    floor = Math.max(FLOOR * mean, Double.MIN_NORMAL);
  }

  /// Fits as many clusters as the rows show.
  ///
  /// @param x `[n][d]`
  /// @return by falling number of rows
  static List<Density> fit(double[][] x) {
    var clusters = new ClusterSearch(x);
    clusters.split(Math.clamp(x.length / ROWS, 1, MOST), false);
    clusters.polish();
    return clusters.densities();
  }

  /// Fits a number of clusters.
  ///
  /// @param x `[n][d]`
  /// @return by falling number of rows; fewer if the rows cannot be split further
  static List<Density> fit(double[][] x, int wanted) {
    var clusters = new ClusterSearch(x);
    clusters.split(wanted, true);
    clusters.settle(true);
    return clusters.densities();
  }

  /// The index of the likeliest cluster.
  static int likeliest(List<Density> clusters, double[] at) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < clusters.size(); k++) {
      double value = clusters.get(k).at(at);
      if (value > most) {
        most = value;
        best = k;
      }
    }
    return best;
  }

  private List<Density> densities() {
    groups.sort(Comparator.comparingInt((int[] group) -> -group.length));
    return densities(groups);
  }

  private List<Density> densities(List<int[]> of) {
    int all = of.stream().mapToInt(group -> group.length).sum();
    return of.stream().map(rows -> DiagonalGaussian.of(x, rows).density(all, floor)).toList();
  }

  private double score(int[] rows) {
    return DiagonalGaussian.of(x, rows).score(whole, floor);
  }

  /// A group in two parts.
  ///
  /// @param gain by which the criterion rises
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Split(int[] one, int[] other, double gain) {}

  /// Splits until there are as many groups as wanted; of all numbers on the way, the best is kept
  /// unless the last is.
  private void split(int wanted, boolean exactly) {
    List<Split> splits = new ArrayList<>(groups.stream().map(this::split).toList());
    List<int[]> best = new ArrayList<>(groups);
    double gain = 0;
    double most = 0;
    while (groups.size() < wanted && (exactly || groups.size() < best.size() + AHEAD)) {
      int at = -1;
      for (int i = 0; i < splits.size(); i++) {
        if (splits.get(i).other.length > 0
            && (at < 0 || splits.get(i).gain > splits.get(at).gain)) {
          at = i;
        }
      }
      if (at < 0) {
        break;
      }
      Split split = splits.get(at);
      groups.set(at, split.one);
      splits.set(at, split(split.one));
      groups.add(split.other);
      splits.add(split(split.other));
      gain += split.gain;
      if (exactly || gain > most) {
        most = gain;
        best = new ArrayList<>(groups);
      }
    }
    groups = best;
  }

  /// The best split of a group; the second part is empty if there is none.
  private Split split(int[] rows) {
    double before = score(rows);
    return starts(rows).parallelStream()
        .map(start -> part(rows, start))
        .filter(parts -> parts.stream().allMatch(part -> part.length >= LEAST))
        .map(parts ->
            new Split(
                parts.get(0), parts.get(1), score(parts.get(0)) + score(parts.get(1)) - before))
        .reduce((a, b) -> b.gain > a.gain ? b : a)
        .orElseGet(() -> new Split(rows, new int[0], Double.NEGATIVE_INFINITY));
  }

  /// Pairs of centres: the mean and each of some points far from it and from one another, and both
  /// sides of the mean on the widest axes.
  private List<double[][]> starts(int[] rows) {
    if (rows.length < 2 * LEAST) {
      return List.of();
    }
    DiagonalGaussian own = DiagonalGaussian.of(x, rows);
    int dim = x[0].length;
    double[] mean = IntStream.range(0, dim).mapToDouble(own::mean).toArray();
    double[] width =
        IntStream.range(0, dim).mapToDouble(c -> Math.max(own.variance(c), floor)).toArray();
    List<double[][]> starts = new ArrayList<>();
    double[] distance = new double[rows.length];
    Arrays.fill(distance, Double.POSITIVE_INFINITY);
    double[] last = mean;
    for (int s = 0; s < Math.min(FAR, rows.length); s++) {
      int far = 0;
      for (int i = 0; i < rows.length; i++) {
        distance[i] = Math.min(distance[i], squared(x[rows[i]], last, width));
        far = distance[i] > distance[far] ? i : far;
      }
      last = x[rows[far]];
      starts.add(new double[][] {mean, last});
    }
    IntStream.range(0, dim)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -width[c]))
        .limit(AXES)
        .forEach(c -> {
          double[][] sides = {mean.clone(), mean.clone()};
          sides[0][c] -= Math.sqrt(width[c]);
          sides[1][c] += Math.sqrt(width[c]);
          starts.add(sides);
        });
    return starts;
  }

  private static double squared(double[] a, double[] b, double[] width) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      double difference = a[c] - b[c];
      sum += difference * difference / width[c];
    }
    return sum;
  }

  /// Two parts of a group: first each row goes to the nearer centre, then to the likelier Gaussian.
  private List<int[]> part(int[] rows, double[][] centres) {
    DiagonalGaussian own = DiagonalGaussian.of(x, rows);
    double[] precision =
        IntStream.range(0, x[0].length)
            .mapToDouble(c -> 1 / Math.max(own.variance(c), floor))
            .toArray();
    List<Density> first =
        List.of(new Density(0, centres[0], precision), new Density(0, centres[1], precision));
    return settled(assigned(rows, first), rows, ITERATIONS);
  }

  /// Lets rows move to their likeliest Gaussian until none moves or a group would be too small.
  private List<int[]> settled(List<int[]> parts, int[] rows, int most) {
    List<int[]> now = parts;
    for (int i = 0; i < most && now.stream().allMatch(part -> part.length >= LEAST); i++) {
      List<int[]> next = assigned(rows, densities(now));
      boolean same = true;
      for (int k = 0; k < now.size(); k++) {
        same &= Arrays.equals(now.get(k), next.get(k));
      }
      if (same) {
        break;
      }
      now = next;
    }
    return now;
  }

  private List<int[]> assigned(int[] rows, List<Density> to) {
    int[] of = new int[rows.length];
    IntStream.range(0, rows.length).parallel().forEach(i -> of[i] = likeliest(to, x[rows[i]]));
    return IntStream.range(0, to.size())
        .mapToObj(
            k -> IntStream.range(0, of.length).filter(i -> of[i] == k).map(i -> rows[i]).toArray())
        .toList();
  }

  /// Moves rows between all groups.
  ///
  /// @param exactly whether the number of groups must stay, so that nothing moves if one would
  ///   become too small; else such a group is dissolved
  private void settle(boolean exactly) {
    if (groups.size() == 1) {
      return;
    }
    int[] all = IntStream.range(0, x.length).toArray();
    List<int[]> moved = settled(groups, all, LONGEST);
    while (!exactly && moved.stream().anyMatch(group -> group.length < LEAST)) {
      List<int[]> large = moved.stream().filter(group -> group.length >= LEAST).toList();
      moved = settled(assigned(all, densities(large)), all, LONGEST);
    }
    if (moved.stream().allMatch(group -> group.length >= LEAST)) {
      groups = new ArrayList<>(moved);
    }
  }

  /// Moves rows, merges and splits while the criterion rises.
  private void polish() {
    double before = Double.NEGATIVE_INFINITY;
    List<int[]> best = groups;
    for (int i = 0; i < ROUNDS; i++) {
      settle(false);
      while (merge()) {}
      double now = groups.stream().mapToDouble(this::score).sum();
      if (now <= before) {
        break;
      }
      before = now;
      best = new ArrayList<>(groups);
      List<int[]> next = new ArrayList<>();
      for (int[] group : groups) {
        Split split = split(group);
        next.add(split.gain > 0 ? split.one : group);
        if (split.gain > 0) {
          next.add(split.other);
        }
      }
      if (next.size() > MOST) {
        break;
      }
      groups = next;
    }
    groups = new ArrayList<>(best);
    settle(false);
  }

  /// Merges the two groups whose union raises the criterion most; false if none does.
  private boolean merge() {
    List<DiagonalGaussian> own = groups.stream().map(rows -> DiagonalGaussian.of(x, rows)).toList();
    double[] score = own.stream().mapToDouble(g -> g.score(whole, floor)).toArray();
    double most = 0;
    int[] pair = {};
    for (int a = 0; a < own.size(); a++) {
      for (int b = a + 1; b < own.size(); b++) {
        double gain = own.get(a).with(own.get(b)).score(whole, floor) - score[a] - score[b];
        if (gain > most) {
          most = gain;
          pair = new int[] {a, b};
        }
      }
    }
    if (pair.length == 0) {
      return false;
    }
    int[] union =
        IntStream.concat(Arrays.stream(groups.get(pair[0])), Arrays.stream(groups.get(pair[1])))
            .sorted()
            .toArray();
    groups.set(pair[0], union);
    groups.remove(pair[1]);
    return true;
  }
}
