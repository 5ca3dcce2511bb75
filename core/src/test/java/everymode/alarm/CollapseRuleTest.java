package everymode.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CollapseRuleTest {

  private static final long STEPS = 40_000;

  /// Checks every thousand steps.
  private static List<Signals> checks(
      int n, IntToDoubleFunction coverage, Map<Signal, Double> others) {
    return IntStream.rangeClosed(1, n)
        .mapToObj(i -> {
          Map<Signal, Double> values = new EnumMap<>(Signal.class);
          values.putAll(others);
          values.put(Signal.COVERAGE, coverage.applyAsDouble(i));
          return new Signals(1_000L * i, values);
        })
        .toList();
  }

  private static Alarm.Kind kind(Map<Signal, Double> others) {
    return CollapseRule.at(checks(16, _ -> 0.1, others), STEPS).orElseThrow().kind();
  }

  @Test
  void low_coverage_that_does_not_grow_is_a_collapse() {
    assertThat(CollapseRule.at(checks(16, _ -> 0.2, Map.of()), STEPS))
        .contains(new Alarm(Alarm.Kind.COLLAPSING, 16_000, 0.2));
    assertThat(CollapseRule.at(checks(16, _ -> 0.7, Map.of()), STEPS)).isEmpty();
  }

  @Test
  void low_coverage_that_will_be_high_at_the_end_is_none() {
    assertThat(CollapseRule.at(checks(16, i -> 0.03 * i, Map.of()), STEPS)).isEmpty();
    assertThat(CollapseRule.at(checks(16, i -> 0.005 * i, Map.of()), STEPS)).isPresent();
  }

  @Test
  void growth_counts_half_where_the_discriminator_tells_samples_from_rows() {
    for (double separation : new double[] {0.6, 0.8}) {
      Map<Signal, Double> others = Map.of(Signal.SEPARATION, separation);
      assertThat(CollapseRule.at(checks(16, i -> 0.02 * i, others), STEPS).isPresent())
          .isEqualTo(separation > 0.7);
    }
  }

  /// Checks with low coverage whose samples approach the data or not.
  private static List<Signals> distant(double separation, IntToDoubleFunction distance) {
    return IntStream.rangeClosed(1, 16)
        .mapToObj(i ->
            new Signals(
                1_000L * i,
                Map.of(
                    Signal.COVERAGE,
                    0.2,
                    Signal.SEPARATION,
                    separation,
                    Signal.DISTANCE,
                    distance.applyAsDouble(i))))
        .toList();
  }

  @Test
  void samples_that_approach_the_data_unnoticed_by_the_discriminator_are_no_collapse() {
    assertThat(CollapseRule.at(distant(0.6, i -> 20 - i), STEPS)).isEmpty();
    assertThat(CollapseRule.at(distant(0.6, _ -> 20), STEPS)).isPresent();
    assertThat(CollapseRule.at(distant(0.8, i -> 20 - i), STEPS)).isPresent();
  }

  @Test
  void samples_that_stay_where_they_are_unnoticed_by_the_discriminator_are_no_collapse() {
    for (double kept : new double[] {0.4, 0.6}) {
      Map<Signal, Double> others = Map.of(Signal.SEPARATION, 0.6, Signal.KEPT, kept);
      assertThat(CollapseRule.at(checks(16, _ -> 0.2, others), STEPS).isPresent())
          .isEqualTo(kept < 0.5);
    }
  }

  @Test
  void nothing_is_said_about_the_beginning() {
    assertThat(CollapseRule.at(checks(15, _ -> 0, Map.of()), STEPS)).isEmpty();
    assertThat(CollapseRule.at(checks(16, _ -> 0, Map.of()), STEPS)).isPresent();
    assertThat(CollapseRule.at(checks(5, _ -> 0, Map.of()), 5_000)).isEmpty();
    assertThat(CollapseRule.at(checks(6, _ -> 0, Map.of()), 16_000)).isPresent();
  }

  @Test
  void samples_that_are_lost_for_a_moment_are_no_collapse() {
    assertThat(CollapseRule.at(checks(21, i -> i < 15 ? 0.9 : 0, Map.of()), STEPS)).isEmpty();
    assertThat(CollapseRule.at(checks(22, i -> i < 15 ? 0.9 : 0, Map.of()), STEPS)).isPresent();
  }

  @Test
  void other_signals_say_what_is_wrong() {
    assertThat(kind(Map.of(Signal.KEPT, 0.2))).isEqualTo(Alarm.Kind.OSCILLATING);
    assertThat(kind(Map.of(Signal.KEPT, 0.9))).isEqualTo(Alarm.Kind.COLLAPSING);
    assertThat(kind(Map.of(Signal.KEPT, 0.2, Signal.SEPARATION, 1.0)))
        .isEqualTo(Alarm.Kind.DISCRIMINATOR_WON);
    List<Signals> away =
        IntStream.rangeClosed(1, 16)
            .mapToObj(i ->
                new Signals(
                    1_000L * i,
                    Map.of(Signal.COVERAGE, 0.0, Signal.DISTANCE, 2.0 * i, Signal.SEPARATION, 1.0)))
            .toList();
    assertThat(CollapseRule.at(away, STEPS).orElseThrow().kind()).isEqualTo(Alarm.Kind.DIVERGING);
  }

  @Test
  void its_sentence_says_what_was_seen_and_what_helps() {
    assertThat(new Alarm(Alarm.Kind.OSCILLATING, 12_000, 0.314).sentence())
        .isEqualTo(
            "oscillating at step 12,000: samples cover 31 % of what training rows do; lower both"
                + " learning rates and beta1");
  }
}
