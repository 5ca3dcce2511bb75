package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.coverage.MaximinWeights;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// How far the weight of an initial generator is reduced.
final class MemberWeightSolverTest {

  private static final double THRESHOLD = 0.375;

  @Test
  void a_row_that_no_member_covers_does_not_take_the_weight_from_covered_rows() {
    double[][] ratio = {{2, 2, 0, 0}, {0.01, 0.01, 0.001, 0.001}};
    double[] best = MaximinWeights.of(ratio).weights();
    assertThat(best[0]).isLessThan(0.01);
    double[] spared = MemberWeightSolver.spared(ratio, best, THRESHOLD);
    assertThat(Arrays.stream(spared).sum()).isCloseTo(1, within(1e-12));
    assertThat(spared[0] * 2 + spared[1] * 0.01).isGreaterThanOrEqualTo(THRESHOLD);
    // with a twentieth more for the others, rows 0 and 1 would fall below the threshold
    double less = spared[0] - (1 - best[0]) / 20;
    assertThat(less * 2 + (1 - less) * 0.01).isLessThan(THRESHOLD);
  }

  @Test
  void weights_that_cover_every_row_are_kept() {
    double[][] ratio = {{1, 1, 0}, {0, 0, 3}};
    double[] best = MaximinWeights.of(ratio).weights();
    assertThat(MemberWeightSolver.spared(ratio, best, THRESHOLD)).isEqualTo(best);
  }

  @Test
  void rows_that_become_covered_may_outnumber_rows_that_become_uncovered() {
    double[][] ratio = {{1, 0, 0, 0}, {0, 0.4, 0.4, 0.4}};
    double[] others = {0, 1};
    assertThat(MemberWeightSolver.spared(ratio, others, THRESHOLD)).isEqualTo(others);
  }
}
