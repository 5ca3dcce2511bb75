package everymode.metric;

import everymode.coverage.ClassTest;
import everymode.coverage.ClassVerdict;
import everymode.data.Distribution;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// Judges the modes of a known mixture: a sample counts for a mode when it is of high quality for
/// it, and fresh draws from the mixture are the controls of [ClassTest].
final class ModeJudge implements Judge {

  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("modes");

  private final Distribution.GaussianMixture modes;
  private final long[] counted;
  private final long[] foreign;
  private final long[] rows; // controls by mode
  private final int controls;

  /// Draws the controls.
  ///
  /// @param controls their number
  ModeJudge(Distribution.GaussianMixture modes, int controls) {
    this.modes = modes;
    this.controls = controls;
    counted = new long[modes.count()];
    foreign = new long[modes.count()];
    rows = new long[modes.count()];
    SplittableRandom random = KEY.random();
    for (int i = 0; i < controls; i++) {
      int mode = mode(random.nextDouble());
      rows[mode]++;
      double[] x = modes.mean()[mode].clone();
      Arrays.setAll(x, c -> x[c] + modes.deviation()[mode] * random.nextGaussian());
      int nearest = modes.nearest(x);
      if (ModeAssignment.good(modes, x, nearest)) {
        counted[nearest]++;
        foreign[nearest] += nearest == mode ? 0 : 1;
      }
    }
  }

  /// The mode at a quantile of the shares.
  private int mode(double quantile) {
    double sum = 0;
    for (int j = 0; j < modes.count(); j++) {
      sum += modes.share()[j];
      if (quantile < sum) {
        return j;
      }
    }
    return modes.count() - 1;
  }

  @Override
  public long[] count(EvaluatedRows sample) {
    PointSet units = sample.units();
    return Arrays.stream(ModeAssignment.of(units, modes).good()).asLongStream().toArray();
  }

  @Override
  public int size() {
    return modes.count();
  }

  @Override
  public Verdicts verdicts(long[] seen, long samples, Predicate<String> alike) {
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    for (int j = 0; j < modes.count(); j++) {
      ClassTest test =
          new ClassTest(true, controls, controls - rows[j], counted[j], foreign[j], samples);
      verdicts.put(Integer.toString(j), test.of(seen[j]));
    }
    return new Verdicts(Verdicts.Kind.MODES, "points", samples, verdicts);
  }
}
