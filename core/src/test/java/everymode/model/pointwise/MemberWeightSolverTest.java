package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.coverage.MaximinWeights;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// How far a generator that was there before is thinned.
final class MemberWeightSolverTest {

  private static final double PART = 0.375;

  @Test
  void a_row_that_nobody_reaches_well_does_not_take_the_weight_from_rows_that_are_served() {
    double[][] ratio = {{2, 2, 0, 0}, {0.01, 0.01, 0.001, 0.001}};
    double[] best = MaximinWeights.of(ratio).weights();
    assertThat(best[0]).isLessThan(0.01);
    double[] spared = MemberWeightSolver.spared(ratio, best, PART);
    assertThat(Arrays.stream(spared).sum()).isCloseTo(1, within(1e-12));
    assertThat(spared[0] * 2 + spared[1] * 0.01).isGreaterThanOrEqualTo(PART);
    // a twentieth more of the others, and rows 0 and 1 would lose their part
    double less = spared[0] - (1 - best[0]) / 20;
    assertThat(less * 2 + (1 - less) * 0.01).isLessThan(PART);
  }

  @Test
  void weights_that_serve_every_row_stay() {
    double[][] ratio = {{1, 1, 0}, {0, 0, 3}};
    double[] best = MaximinWeights.of(ratio).weights();
    assertThat(MemberWeightSolver.spared(ratio, best, PART)).isEqualTo(best);
  }

  @Test
  void more_rows_that_gain_their_part_outweigh_some_that_lose_it() {
    double[][] ratio = {{1, 0, 0, 0}, {0, 0.4, 0.4, 0.4}};
    double[] others = {0, 1};
    assertThat(MemberWeightSolver.spared(ratio, others, PART)).isEqualTo(others);
  }
}
