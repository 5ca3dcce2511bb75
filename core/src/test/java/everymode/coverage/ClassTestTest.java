package everymode.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassTestTest {

  private static final ClassTest TEN_OF_800 = new ClassTest(true, 800, 790, 10, 0, 1_000);

  @ParameterizedTest
  @CsvSource({
    "0, MISSED, 0.0003",
    "1, MISSED, 0.0020",
    "2, MISSED, 0.0071",
    "3, NOT_JUDGED, 0.018",
  })
  void few_samples_are_missed_by_hand(long seen, Outcome outcome, double fewer) {
    assertThat(TEN_OF_800.of(seen).outcome()).isEqualTo(outcome);
    assertThat(TEN_OF_800.fewer(seen)).isCloseTo(fewer, within(0.06 * fewer + 0.00005));
  }

  @ParameterizedTest
  @CsvSource({"7, NOT_JUDGED, 0.0170", "8, COVERED, 0.0095"})
  void enough_samples_are_covered_by_hand(long seen, Outcome outcome, double more) {
    assertThat(TEN_OF_800.of(seen).outcome()).isEqualTo(outcome);
    assertThat(TEN_OF_800.more(seen)).isCloseTo(more, within(0.00005));
  }

  @Test
  void the_share_of_the_due_is_0_without_the_class_and_1_with_it() {
    ClassTest test = new ClassTest(true, 1_000, 900, 110, 18, 500);
    assertThat(test.due(10)).isCloseTo(0, within(1e-12)); // 500 · 18 / 900
    assertThat(test.due(55)).isCloseTo(1, within(1e-12)); // 500 · 110 / 1,000
    ClassVerdict verdict = test.of(55);
    assertThat(verdict.with()).isCloseTo(55, within(1e-9));
    assertThat(verdict.without()).isCloseTo(10, within(1e-9));
    assertThat(verdict.seen()).isEqualTo(55);
    assertThat(verdict.outcome()).isEqualTo(Outcome.COVERED);
    assertThat(verdict.reason()).isNull();
  }

  @Test
  void reasons_stand_in_their_order() {
    assertThat(new ClassTest(false, 800, 790, 10, 0, 1_000).of(5).reason())
        .isEqualTo(Reason.NO_ROWS);
    assertThat(new ClassTest(true, 800, 800, 0, 0, 1_000).of(5).reason()).isEqualTo(Reason.NO_ROWS);
    assertThat(new ClassTest(true, 800, 0, 800, 0, 1_000).of(5).reason()).isEqualTo(Reason.NO_ROWS);
    assertThat(new ClassTest(true, 800, 790, 20, 11, 1_000).of(5).reason()).isEqualTo(Reason.MIXED);
    assertThat(new ClassTest(true, 800, 100, 80, 10, 1_000).of(5).reason()).isEqualTo(Reason.MIXED);
    assertThat(new ClassTest(true, 800, 790, 0, 0, 1_000).of(0).reason()).isEqualTo(Reason.MIXED);
    assertThat(new ClassTest(true, 800, 797, 3, 0, 1_000).of(0).reason()).isEqualTo(Reason.TOO_FEW);
    assertThat(TEN_OF_800.of(5).reason()).isEqualTo(Reason.BETWEEN);
  }

  @Test
  void the_reason_and_the_obstacle_agree_for_every_count() {
    for (int a : new int[] {0, 1, 3, 6, 10, 40, 200}) {
      for (int b : new int[] {0, 1, 2, 5, 30, 150}) {
        if (b > a) {
          continue;
        }
        for (int m : new int[] {10, 100, 1_000, 5_000}) {
          ClassTest test = new ClassTest(true, 1_000, 900, a, b, m);
          for (int seen = 0; seen <= Math.min(m, 400); seen++) {
            ClassVerdict verdict = test.of(seen);
            if (verdict.outcome() == Outcome.NOT_JUDGED) {
              assertThat(verdict.reason()).isEqualTo(test.obstacle().orElse(Reason.BETWEEN));
            } else {
              assertThat(test.obstacle()).isNotEqualTo(java.util.Optional.of(Reason.MIXED));
            }
          }
        }
      }
    }
  }

  @Test
  void more_samples_of_the_class_never_turn_covered_into_missed() {
    ClassTest test = new ClassTest(true, 2_000, 1_900, 90, 12, 1_500);
    int best = 0;
    for (int seen = 0; seen <= 1_500; seen++) {
      int order =
          switch (test.of(seen).outcome()) {
            case MISSED -> 0;
            case NOT_JUDGED -> 1;
            case COVERED -> 2;
          };
      assertThat(order).isGreaterThanOrEqualTo(best);
      best = order;
    }
    assertThat(best).isEqualTo(2);
  }

  @Test
  void without_any_counts_nothing_is_nan_but_the_due() {
    ClassVerdict verdict = new ClassTest(true, 100, 90, 0, 0, 50).of(0);
    assertThat(verdict.outcome()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(verdict.with()).isZero();
    assertThat(new ClassTest(true, 100, 90, 0, 0, 50).fewer(0)).isEqualTo(1);
    assertThat(new ClassTest(true, 100, 90, 0, 0, 50).more(0)).isEqualTo(1);
  }

  /// Whatever the probability of counting is, both errors stay below 1 %, up to chance.
  @ParameterizedTest
  @CsvSource({"0.8, 0.001, 30", "0.9, 0, 12", "0.5, 0.02, 100", "0.95, 0.0003, 300"})
  void both_errors_are_at_most_one_per_cent(double own, double other, int rows) {
    SplittableRandom random = new SplittableRandom(7);
    int repetitions = 2_000;
    int n = 3_000;
    for (int m : new int[] {1_500, 3_000, 15_000}) {
      int falselyCovered = 0;
      int falselyMissed = 0;
      for (int i = 0; i < repetitions; i++) {
        int ownRows = binomial(random, n, rows / (double) n);
        int a = binomial(random, ownRows, own);
        int b = binomial(random, n - ownRows, other);
        ClassTest test = new ClassTest(true, n, n - ownRows, a + b, b, m);
        int full = binomial(random, m, rows / (double) n);
        int seen = binomial(random, full, own) + binomial(random, m - full, other);
        falselyMissed += test.of(seen).missed() ? 1 : 0;
        falselyCovered += test.of(binomial(random, m, other)).covered() ? 1 : 0;
      }
      double most = 0.01 + 3 * Math.sqrt(0.01 * 0.99 / repetitions);
      assertThat((double) falselyCovered / repetitions).isLessThanOrEqualTo(most);
      assertThat((double) falselyMissed / repetitions).isLessThanOrEqualTo(most);
    }
  }

  private static int binomial(SplittableRandom random, int n, double p) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += random.nextDouble() < p ? 1 : 0;
    }
    return count;
  }
}
