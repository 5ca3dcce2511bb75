package everymode.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinearAssignmentTest {

  @Test
  void small_problems_match_exhaustive_search() {
    for (int round = 0; round < 300; round++) {
      SplittableRandom random = new RandomKey(7).fold(round).random();
      int n = 1 + round % 7;
      // every third round has integers, and therefore many ties
      boolean whole = round % 3 == 0;
      double[][] cost = new double[n][n];
      for (double[] row : cost) {
        Arrays.setAll(row, _ -> whole ? random.nextInt(4) : random.nextDouble() * 10 - 3);
      }
      int[] columns = LinearAssignment.solve(cost);
      assertThat(columns).containsExactlyInAnyOrder(IntStream.range(0, n).toArray());
      assertThat(LinearAssignment.total(cost, columns))
          .isCloseTo(least(cost, 0, new boolean[n]), within(1e-9));
    }
  }

  @Test
  void points_on_a_line_are_assigned_in_order() {
    int n = 500;
    SplittableRandom random = new RandomKey(8).random();
    double[] a = random.doubles(n).toArray();
    double[] b = random.doubles(n).map(x -> x * x).toArray();
    double[][] cost = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        cost[i][j] = Math.abs(a[i] - b[j]);
      }
    }
    double found = LinearAssignment.total(cost, LinearAssignment.solve(cost));
    Arrays.sort(a);
    Arrays.sort(b);
    double expected = IntStream.range(0, n).mapToDouble(i -> Math.abs(a[i] - b[i])).sum();
    assertThat(found).isCloseTo(expected, within(1e-9));
  }

  @Test
  void an_empty_problem_has_an_empty_assignment() {
    assertThat(LinearAssignment.solve(new double[0][0])).isEmpty();
  }

  private static double least(double[][] cost, int row, boolean[] taken) {
    if (row == cost.length) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (int j = 0; j < taken.length; j++) {
      if (!taken[j]) {
        taken[j] = true;
        best = Math.min(best, cost[row][j] + least(cost, row + 1, taken));
        taken[j] = false;
      }
    }
    return best;
  }
}
