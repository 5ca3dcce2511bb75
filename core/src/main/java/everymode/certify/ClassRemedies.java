package everymode.certify;

import everymode.coverage.CertificatePlan;
import everymode.coverage.ClassCertificate;
import everymode.neighbour.NestedBalls;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Finds what would let classes be judged of which too few balls count: the largest smaller k with
/// which enough of them would, training rows as points, or another distance.
///
/// @param plan of the certificate
/// @param classes of its points
/// @param features whether distances are measured in the features of a network
record ClassRemedies(CertificatePlan plan, PointClasses classes, boolean features) {

  private static final int MOST = 500; // balls that are tried per class
  private static final double CLEAR = 0.5; // of ψ: so that a missed class can also be proven missed
  private static final String MORE = " and more samples";

  /// The remedies of classes that cannot be judged.
  ///
  /// @param which these classes, as positions
  /// @param points `[n, dim]`
  /// @param training supplies the training rows, `[m, dim]`; null where they cannot be the points
  /// @return options or words by class, such as `--rows train --k 11`
  Map<Integer, String> of(Set<Integer> which, Tensor points, @Nullable Supplier<Tensor> training) {
    Map<Integer, String> found = new TreeMap<>();
    Set<Integer> open = new TreeSet<>(which);
    found.putAll(smaller(open, points, classes.label(), plan.k() - 1, ""));
    open.removeAll(found.keySet());
    if (!open.isEmpty() && training != null) {
      int most = Math.min(plan.k(), classes.training().length - 1);
      found.putAll(smaller(open, training.get(), classes.training(), most, "--rows train "));
      open.removeAll(found.keySet());
    }
    open.forEach(c -> found.put(c, elsewhere(c)));
    return found;
  }

  /// The largest k with which at least half of the balls of each class count.
  ///
  /// @param most the largest k to try
  /// @param rows the option for these points, with a blank at its end, or nothing
  private Map<Integer, String> smaller(
      Set<Integer> which, Tensor points, int[] label, int most, String rows) {
    Map<Integer, String> found = new TreeMap<>();
    int n = Math.toIntExact(points.size(0));
    int[][] centres = which.stream().map(c -> spread(label, c)).toArray(int[][]::new);
    int[] all = Arrays.stream(centres).flatMapToInt(Arrays::stream).toArray();
    int least = least(n, most);
    if (all.length == 0 || least > most) {
      return found;
    }
    NestedBalls balls = NestedBalls.of(points, label, all, most);
    Map<Integer, String> options = new TreeMap<>(); // by k
    int from = 0;
    int at = 0;
    for (int c : which) {
      int end = from + centres[at++].length;
      int size = rows(label, c);
      int k = most;
      while (k >= least && !judged(balls, from, end, size, k)) {
        k--;
      }
      if (k >= least) {
        found.put(c, options.computeIfAbsent(k, other -> option(rows, n, other)));
      }
      from = end;
    }
    return found;
  }

  private String option(String rows, int n, int k) {
    String size = k == plan.k() ? "" : "--k " + k;
    return (rows + size).strip() + (enough(n, k) ? "" : MORE);
  }

  /// Up to 500 points of a class, from all over the set.
  private static int[] spread(int[] label, int wanted) {
    int[] all = IntStream.range(0, label.length).filter(i -> label[i] == wanted).toArray();
    int count = Math.min(MOST, all.length);
    return IntStream.range(0, count).map(i -> all[(int) ((long) i * all.length / count)]).toArray();
  }

  private static int rows(int[] label, int wanted) {
    return (int) Arrays.stream(label).filter(c -> c == wanted).count();
  }

  private boolean judged(NestedBalls balls, int from, int end, int size, int k) {
    long counting =
        IntStream.range(from, end)
            .filter(i ->
                ClassCertificate.counts(
                    balls.held()[i][k - 1], balls.own()[i][k - 1], size, CLEAR * plan.ratio()))
            .count();
    return new ClassCertificate(end - from, (int) counting, 0, 0).judged();
  }

  /// The smallest k whose balls are not too small for any number of samples; above `most` for none.
  private int least(int n, int most) {
    int k = 1;
    while (k <= most && !possible(n, k)) {
      k++;
    }
    return k;
  }

  private CertificatePlan sized(int n, int k) {
    CertificatePlan other =
        CertificatePlan.of(
            n, k, plan.ratio(), plan.confidence(), plan.share(), plan.population(), 0);
    return plan.looks() == 1 ? other.once(plan.first()) : other;
  }

  /// Whether balls of k points are not too small for any number of samples.
  private boolean possible(int n, int k) {
    double lost = n * (1 - sized(n, k).limit());
    return lost <= Math.max(0.5, n * (1 - plan.share()));
  }

  /// Whether a fixed number of samples is enough for balls of k points.
  private boolean enough(int n, int k) {
    CertificatePlan other = sized(n, k);
    return other.looks() > 1 || other.power(0) >= plan.share();
  }

  /// What is left for a class whose neighbours are too near, or whose rows are too few.
  private String elsewhere(int wanted) {
    int rows = rows(classes.label(), wanted);
    int k = Math.min(plan.k(), rows - 1); // a ball must not hold the whole class
    if (features || rows == 0 || k < 1 || !possible(plan.points(), k)) {
      return "more rows of it";
    }
    return "--features FILE" + (k == plan.k() ? "" : " --k " + k);
  }
}
