package everymode.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.dynamics.SuccessMap.Counts;
import everymode.dynamics.SuccessMap.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fractions of games that succeed.
final class SuccessMapTest {

  private static SuccessMap map(
      Dynamics dynamics, IntervalRule rule, double rate, double endpoints, int starts) {
    Game game = new Game(new Means(-0.5, 0.5), dynamics, rule, rate, rate);
    return new SuccessMap(game, 1, 10, endpoints, starts, 3_000, 1);
  }

  private static Counts counts(SuccessMap map) {
    return map.places().stream().map(map::play).reduce(Counts.NONE, Counts::plus);
  }

  private static double success(Counts counts) {
    return (double) counts.succeeded() / counts.games();
  }

  @Test
  void optimal_discriminators_succeed_and_first_order_ones_fail() {
    SuccessMap optimal = map(new Dynamics.Optimal(), IntervalRule.SIGNED, 0.1, 2, 40);
    Counts all = counts(optimal);
    assertThat(all.games()).isEqualTo(90);
    assertThat(success(all)).isGreaterThan(0.95);
    assertThat(success(counts(map(new Dynamics.Simultaneous(), IntervalRule.SIGNED, 0.1, 2, 2))))
        .isLessThan(0.2);
  }

  /// With few starts; `docs/results.md` has the whole table.
  @ParameterizedTest
  @CsvSource({"0.1, 0.108", "0.3, 0.059"})
  void first_order_success_is_that_of_the_reference(double rate, double share) {
    Counts counts = counts(map(new Dynamics.Simultaneous(), IntervalRule.SIGNED, rate, 2, 8));
    assertThat(success(counts)).isCloseTo(share, within(bound(share, counts.games())));
  }

  @Test
  void unrolling_succeeds_far_more_often_than_steps_in_place() {
    Counts unrolled = counts(map(new Dynamics.Unrolled(5, false), IntervalRule.SIGNED, 0.3, 2, 2));
    assertThat(success(unrolled)).isCloseTo(0.937, within(bound(0.937, unrolled.games())));
    Counts inPlace = counts(map(new Dynamics.InPlace(5), IntervalRule.SIGNED, 0.3, 2, 2));
    assertThat(success(inPlace)).isCloseTo(0.187, within(bound(0.187, inPlace.games())));
  }

  @Test
  void clamped_intervals_collapse_in_most_games() {
    Counts counts = counts(map(new Dynamics.Simultaneous(), IntervalRule.CLAMPED, 0.1, 2, 8));
    assertThat(success(counts)).isCloseTo(0.103, within(bound(0.103, counts.games())));
    assertThat((double) counts.collapsed() / counts.games())
        .isCloseTo(0.784, within(bound(0.784, counts.games())));
    assertThat((double) counts.vanished() / counts.games())
        .isCloseTo(0.722, within(bound(0.722, counts.games())));
  }

  /// Three standard errors of the difference to a share of 3,600 games.
  private static double bound(double share, long games) {
    return 3 * Math.sqrt(share * (1 - share) * (1.0 / games + 1.0 / 3_600));
  }

  @Test
  void a_cell_depends_on_its_place_and_the_seed_only() {
    SuccessMap map = map(new Dynamics.Simultaneous(), IntervalRule.SIGNED, 0.3, 2, 2);
    SuccessMap other = new SuccessMap(map.game(), map.reach(), 10, map.endpoints(), 2, 3_000, 2);
    assertThat(map.start(0)).isEqualTo(-1);
    assertThat(map.start(9)).isEqualTo(1);
    assertThat(map.places()).hasSize(90).contains(new Place(0, 9)).doesNotContain(new Place(3, 3));
    assertThat(map.play(new Place(2, 7))).isEqualTo(map.play(new Place(2, 7)));
    assertThat(counts(other)).isNotEqualTo(counts(map));
  }

  @Test
  void rejects_wrong_values() {
    Game game = map(new Dynamics.Optimal(), IntervalRule.SIGNED, 0.1, 2, 1).game();
    assertThatThrownBy(() -> new SuccessMap(game, 1, 1, 2, 1, 1, 1))
        .hasMessage("cells must be at least 2, but is 1");
    assertThatThrownBy(() -> new SuccessMap(game, 1, 2, 0, 1, 1, 1))
        .hasMessage("endpoints must be above 0, but is 0.0");
  }
}
