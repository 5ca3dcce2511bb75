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
    if (!open.isEmpty()) {
      smaller(open, points, classes.label(), "").forEach(found::put);
      open.removeAll(found.keySet());
    }
    if (!open.isEmpty() && training != null) {
      smaller(open, training.get(), classes.training(), "--rows train ").forEach(found::put);
      open.removeAll(found.keySet());
    }
    open.forEach(c -> found.put(c, elsewhere(c)));
    return found;
  }

  /// The largest k with which at least half of the balls of each class count.
  private Map<Integer, String> smaller(
      Set<Integer> which, Tensor points, int[] label, String rows) {
    int n = Math.toIntExact(points.size(0));
    int most = Math.min(plan.k(), n - 1);
    int[] centres = which.stream().flatMapToInt(c -> spread(label, c)).toArray();
    Map<Integer, String> found = new TreeMap<>();
    if (centres.length == 0 || most < 1) {
      return found;
    }
    NestedBalls balls = NestedBalls.of(points, label, centres, most);
    for (int k = most; k >= 1 && possible(n, k); k--) {
      for (int c : which) {
        if (!found.containsKey(c) && judged(balls, label, centres, c, k)) {
          boolean same = k == plan.k();
          found.put(c, (rows + (same ? "" : "--k " + k)).strip() + (enough(n, k) ? "" : MORE));
        }
      }
    }
    return found;
  }

  /// Up to 500 points of a class, from all over the set.
  private static IntStream spread(int[] label, int wanted) {
    int[] all = IntStream.range(0, label.length).filter(i -> label[i] == wanted).toArray();
    int count = Math.min(MOST, all.length);
    return IntStream.range(0, count).map(i -> all[(int) ((long) i * all.length / count)]);
  }

  private boolean judged(NestedBalls balls, int[] label, int[] centres, int wanted, int k) {
    int[] of =
        IntStream.range(0, centres.length).filter(i -> label[centres[i]] == wanted).toArray();
    long counting =
        Arrays.stream(of)
            .filter(i ->
                ClassCertificate.counts(
                    balls.held()[i][k - 1], balls.own()[i][k - 1], CLEAR * plan.ratio()))
            .count();
    return new ClassCertificate(of.length, (int) counting, 0, 0).judged();
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
    long rows = Arrays.stream(classes.label()).filter(c -> c == wanted).count();
    double resolved = Math.ceil(rows / (1 - CLEAR * plan.ratio())) - 1; // rows > (1 − ψ/2) k
    int k = (int) Math.min(plan.k(), resolved);
    if (features || rows == 0 || k < 1 || !possible(plan.points(), k)) {
      return "more rows of it";
    }
    return "--features FILE" + (k == plan.k() ? "" : " --k " + k);
  }
}
