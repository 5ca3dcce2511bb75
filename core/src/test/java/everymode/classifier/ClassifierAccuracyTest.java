package everymode.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClassifierAccuracyTest {

  /// With no or only correct rows the ends have closed forms: 1 − 0.025^(1/n) and 0.025^(1/n).
  @Test
  void ends_of_the_interval_match_their_closed_forms() {
    ClassifierAccuracy none = ClassifierAccuracy.of(0, 20);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(1 - Math.pow(0.025, 1.0 / 20), within(1e-8));
    ClassifierAccuracy all = ClassifierAccuracy.of(20, 20);
    assertThat(all.low()).isCloseTo(Math.pow(0.025, 1.0 / 20), within(1e-8));
    assertThat(all.high()).isEqualTo(1);
  }

  /// At an end of the interval, the observed or a more extreme count has probability 2.5 %.
  @ParameterizedTest
  @CsvSource({"7, 10", "1, 3", "30, 31", "12, 40"})
  void tails_of_the_binomial_distribution_have_probability_0_025(int correct, int n) {
    ClassifierAccuracy a = ClassifierAccuracy.of(correct, n);
    assertThat(a.value()).isEqualTo((double) correct / n);
    assertThat(atLeast(correct, n, a.low())).isCloseTo(0.025, within(1e-8));
    assertThat(1 - atLeast(correct + 1, n, a.high())).isCloseTo(0.025, within(1e-8));
  }

  private static double atLeast(int from, int n, double p) {
    double sum = 0;
    for (int k = from; k <= n; k++) {
      double choose = 1;
      for (int i = 0; i < k; i++) {
        choose = choose * (n - i) / (i + 1);
      }
      sum += choose * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }
    return sum;
  }
}
