package everymode.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RuleOfThumbTest {

  private static final double[] TEN = IntStream.rangeClosed(1, 10).mapToDouble(i -> i).toArray();

  private static double[] equal(int n) {
    double[] weight = new double[n];
    Arrays.fill(weight, 1.0 / n);
    return weight;
  }

  @Test
  void the_numbers_from_1_to_10_have_a_known_bandwidth() {
    assertThat(RuleOfThumb.of(TEN)).isCloseTo(1.71929, within(1e-5));
  }

  @Test
  void equal_values_have_the_bandwidth_of_their_size() {
    assertThat(RuleOfThumb.of(new double[] {-3, -3, -3, -3}))
        .isCloseTo(0.9 * 3 * Math.pow(4, -0.2), within(1e-12));
    assertThat(RuleOfThumb.of(new double[] {0, 0}))
        .isCloseTo(0.9 * Math.pow(2, -0.2), within(1e-12));
  }

  @Test
  void weighted_quartiles_are_values_up_to_which_the_weight_is_at_most_a_quarter() {
    double[] eight = {1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(RuleOfThumb.quantile(eight, equal(8), 0.25)).isEqualTo(2);
    assertThat(RuleOfThumb.quantile(eight, equal(8), 0.75)).isEqualTo(6);
    assertThat(RuleOfThumb.quantile(TEN, equal(10), 0.25)).isEqualTo(2);
    assertThat(RuleOfThumb.quantile(TEN, equal(10), 0.75)).isEqualTo(7);
    assertThat(RuleOfThumb.quantile(new double[] {4, 9}, new double[] {0.9, 0.1}, 0.25))
        .isEqualTo(4);
  }

  @Test
  void a_quarter_of_many_equal_weights_is_reached_exactly() {
    for (int n = 4; n <= 4_000; n += 4) {
      double[] x = IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();
      double at = RuleOfThumb.quantile(x, equal(n), 0.25);
      int quarter = n / 4;
      double exact = quarter * (1.0 / n) > 0.25 ? quarter - 1 : quarter; // as one product
      assertThat(at).as("of %d", n).isEqualTo(exact);
    }
  }

  @Test
  void the_weighted_bandwidth_has_the_spread_of_the_weighted_values() {
    double variance = 8.25;
    double width = 7 - 2;
    double spread = Math.min(Math.sqrt(variance), width / 1.34);
    assertThat(RuleOfThumb.of(TEN, equal(10), 5))
        .isCloseTo(0.9 * spread * Math.pow(5, -0.2), within(1e-12));
    double[] one = {0.1, 0.8, 0.1};
    assertThat(RuleOfThumb.of(new double[] {1, 2, 3}, one, 3)).isEqualTo(0);
  }

  @Test
  void cross_validation_is_near_the_best_bandwidth_and_narrow_for_two_peaks() {
    Grid grid = new Grid(-8, 0.04, 401);
    double[] wide = new double[9];
    double[] peaks = new double[9];
    for (int seed = 0; seed < 9; seed++) {
      wide[seed] = CrossValidation.bandwidth(grid, normal(400, 1, 0, seed), equal(400), 400, 5);
      peaks[seed] = CrossValidation.bandwidth(grid, normal(400, 0.2, 4, seed), equal(400), 400, 5);
    }
    Arrays.sort(wide);
    Arrays.sort(peaks);
    double best = 1.06 * Math.pow(400, -0.2); // for a normal density
    assertThat(wide[4]).isBetween(best / 1.5, best * 1.5);
    assertThat(peaks[4]).isLessThan(wide[4] / 3);
    assertThat(CrossValidation.bandwidth(grid, new double[40], equal(40), 40, 5)).isEqualTo(0);
  }

  private static double[] normal(int n, double deviation, double apart, int seed) {
    var random = new RandomKey(seed).random();
    return IntStream.range(0, n)
        .mapToDouble(i -> deviation * random.nextGaussian() + (i % 2 - 0.5) * apart)
        .toArray();
  }
}
