package everymode.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Steps of both players.
final class GameTest {

  private static final Means TARGET = new Means(-0.5, 0.5);
  private static final Dynamics FIRST_ORDER = new Dynamics.Simultaneous();

  static List<Dynamics> dynamics() {
    return List.of(
        new Dynamics.Optimal(),
        FIRST_ORDER,
        new Dynamics.Alternating(),
        new Dynamics.InPlace(5),
        new Dynamics.Unrolled(5, true),
        new Dynamics.Unrolled(5, false));
  }

  private static Game game(Dynamics dynamics, IntervalRule rule, double rate) {
    return new Game(TARGET, dynamics, rule, rate, rate);
  }

  private static GameState state(double first, double second, double... ends) {
    return new GameState(new Means(first, second), Discriminator.of(ends));
  }

  private static GameState drawn(SplittableRandom random) {
    return new GameState(Means.drawn(2, random), Discriminator.drawn(2, random));
  }

  @ParameterizedTest
  @CsvSource({"0.3, 0.011", "0.1, 0.0046", "0.01, 0.00051"})
  void against_optimal_discriminators_the_distance_falls_to_the_step_size(
      double rate, double bound) {
    Game game = game(new Dynamics.Optimal(), IntervalRule.SIGNED, rate);
    for (Means start :
        List.of(
            new Means(-1, 1), new Means(0.2, 0.9), new Means(-0.9, -0.1), new Means(0.3, 2.5))) {
      GameState end = game.play(new GameState(start, Discriminator.of(0, 0, 0, 0)), 2_000);
      assertThat(game.gap(end).totalVariation()).isPositive().isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void against_optimal_discriminators_all_separated_starts_converge() {
    Game game = game(new Dynamics.Optimal(), IntervalRule.SIGNED, 0.02);
    SplittableRandom random = new RandomKey(1).random();
    int played = 0;
    while (played < 38) {
      GameState start = drawn(random);
      if (start.means().gap() >= 0.2) {
        assertThat(game.gap(game.play(start, 1_500)).totalVariation()).isLessThan(0.01);
        played++;
      }
    }
  }

  @Test
  void a_discriminator_that_collapses_lets_the_modes_collapse() {
    Game game = game(FIRST_ORDER, IntervalRule.CLAMPED, 0.1);
    GameState start = state(-1, 1, -1, 1, 2.2, 2.3);
    GameState early = game.play(start, 20);
    assertThat(early.discriminator().second().left())
        .isEqualTo(early.discriminator().second().right())
        .isCloseTo(2.25093834, within(1e-8));
    assertThat(game.play(start, 100).means().gap()).isCloseTo(0.21, within(0.005));
    assertThat(game.play(start, 300).means().gap()).isCloseTo(0.0016, within(0.00005));
    GameState end = game.play(start, 1_000);
    assertThat(game.intervals().dead(end.discriminator().first())).isTrue();
    assertThat(end.means().first()).isCloseTo(-2.763e-6, within(1e-9));
    assertThat(end.means().second()).isCloseTo(-2.761e-6, within(1e-9));
    assertThat(game.gap(end).totalVariation()).isCloseTo(0.0580589, within(1e-7));
    assertThat(game.play(end, 100)).isEqualTo(end);
    assertThat(Behaviour.of(Trace.of(game, start, 1_000, 100))).isEqualTo(Behaviour.MODE_COLLAPSE);
    // Smaller steps end at the same place.
    GameState fine = game(FIRST_ORDER, IntervalRule.CLAMPED, 0.01).play(start, 30_000);
    assertThat(fine.means().first()).isCloseTo(-3.3e-6, within(5e-8));
    assertThat(fine.discriminator().second().left()).isCloseTo(2.25089, within(5e-6));
    // From the same means, optimal discriminators lead to the target.
    GameState optimal = game(new Dynamics.Optimal(), IntervalRule.CLAMPED, 0.1).play(start, 2_000);
    assertThat(optimal.means().first()).isCloseTo(-0.5, within(0.01));
    assertThat(optimal.means().second()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void a_discriminator_that_vanishes_leaves_the_means_where_they_are() {
    Game game = game(FIRST_ORDER, IntervalRule.CLAMPED, 0.1);
    GameState start = state(2, 2.2, 1.9, 2.4, 2.6, 3);
    GameState end = game.play(start, 1_000);
    assertThat(end.discriminator().first().left()).isCloseTo(2.14071885, within(1e-8));
    assertThat(end.discriminator().second().left()).isCloseTo(2.81394148, within(1e-8));
    assertThat(end.means().first()).isCloseTo(2.02360562, within(1e-8));
    assertThat(end.means().second()).isCloseTo(2.21296874, within(1e-8));
    assertThat(Behaviour.of(Trace.of(game, start, 1_000, 100)))
        .isEqualTo(Behaviour.VANISHING_GRADIENT);
  }

  @Test
  void a_discriminator_with_two_long_intervals_oscillates() {
    Game game = game(FIRST_ORDER, IntervalRule.CLAMPED, 0.1);
    GameState start = state(-1, 1, -1, 1, 1.5, 2);
    GameState end = game.play(start, 1_000);
    assertThat(end.means().first()).isCloseTo(-0.068, within(0.0005));
    assertThat(end.means().second()).isCloseTo(0.881, within(0.0005));
    assertThat(Behaviour.of(Trace.of(game, start, 1_000, 500))).isEqualTo(Behaviour.OSCILLATION);
  }

  @ParameterizedTest
  @MethodSource("dynamics")
  void equal_means_stay_equal(Dynamics dynamics) {
    for (IntervalRule rule : IntervalRule.values()) {
      Game game = game(dynamics, rule, 0.1);
      SplittableRandom random = new RandomKey(2).random();
      for (int i = 0; i < 10; i++) {
        double mean = random.nextDouble(-1, 1);
        GameState end =
            game.play(new GameState(new Means(mean, mean), Discriminator.drawn(2, random)), 300);
        assertThat(end.means().first()).isEqualTo(end.means().second());
      }
    }
  }

  @Test
  void merged_means_against_optimal_discriminators_end_between_the_targets() {
    Game game = game(new Dynamics.Optimal(), IntervalRule.SIGNED, 0.01);
    GameState end = game.play(state(0.7, 0.7, 0, 0, 0, 0), 3_000);
    assertThat(end.means().first()).isCloseTo(0, within(0.01));
    assertThat(game.gap(end).totalVariation()).isCloseTo(0.0580589, within(1e-4));
  }

  @ParameterizedTest
  @MethodSource("dynamics")
  void a_mirrored_start_gives_the_mirrored_game(Dynamics dynamics) {
    for (IntervalRule rule : IntervalRule.values()) {
      Game game = game(dynamics, rule, 0.1);
      SplittableRandom random = new RandomKey(3).random();
      for (int i = 0; i < 20; i++) {
        GameState start = drawn(random);
        GameState end = game.play(start, 100);
        close(game.play(mirrored(start), 100), mirrored(end));
        close(game.play(swapped(start), 100), swapped(end));
      }
    }
  }

  private static GameState mirrored(GameState s) {
    Interval first = s.discriminator().first();
    Interval second = s.discriminator().second();
    return new GameState(
        new Means(-s.means().second(), -s.means().first()),
        new Discriminator(
            new Interval(-second.right(), -second.left()),
            new Interval(-first.right(), -first.left())));
  }

  private static GameState swapped(GameState s) {
    return new GameState(new Means(s.means().second(), s.means().first()), s.discriminator());
  }

  /// The means alone: an optimal discriminator of one interval has it first on either side.
  private static void close(GameState one, GameState other) {
    assertThat(one.means().first()).isCloseTo(other.means().first(), within(1e-9));
    assertThat(one.means().second()).isCloseTo(other.means().second(), within(1e-9));
  }

  @Test
  void the_unrolled_derivative_is_a_difference_of_the_loss_after_the_steps() {
    SplittableRandom random = new RandomKey(4).random();
    for (int k : new int[] {1, 5, 20}) {
      for (double rate : new double[] {0.1, 0.3}) {
        Game game = game(new Dynamics.Unrolled(k, false), IntervalRule.SIGNED, rate);
        for (int i = 0; i < 50; i++) {
          GameState state = drawn(random);
          Means derivative = game.unrolled(game.gap(state), state.discriminator(), k);
          assertThat(derivative.first())
              .isCloseTo(difference(game, state, new Means(1e-5, 0), k), within(1e-7));
          assertThat(derivative.second())
              .isCloseTo(difference(game, state, new Means(0, 1e-5), k), within(1e-7));
        }
      }
    }
  }

  /// The difference of `L(μ, D(μ))` with D after k steps at μ.
  private static double difference(Game game, GameState state, Means by, int k) {
    double[] loss = new double[2];
    for (int i = 0; i < 2; i++) {
      DensityGap gap = new DensityGap(TARGET, state.means().plus(2 * i - 1, by));
      loss[i] = gap.loss(game.ascend(gap, state.discriminator(), k));
    }
    return (loss[1] - loss[0]) / (2 * (by.first() + by.second()));
  }

  @Test
  void special_cases_of_the_dynamics_agree() {
    SplittableRandom random = new RandomKey(5).random();
    for (IntervalRule rule : IntervalRule.values()) {
      for (int i = 0; i < 20; i++) {
        GameState start = drawn(random);
        GameState simultaneous = game(FIRST_ORDER, rule, 0.1).play(start, 200);
        for (boolean stopped : new boolean[] {true, false}) {
          assertThat(game(new Dynamics.Unrolled(0, stopped), rule, 0.1).play(start, 200))
              .isEqualTo(simultaneous);
        }
        assertThat(game(new Dynamics.InPlace(1), rule, 0.1).play(start, 200))
            .isEqualTo(game(new Dynamics.Alternating(), rule, 0.1).play(start, 200))
            .isNotEqualTo(simultaneous);
      }
    }
  }

  @Test
  void many_tiny_steps_follow_a_local_maximum() {
    Game game = new Game(TARGET, new Dynamics.InPlace(1_000), IntervalRule.CLAMPED, 0.1, 0.01);
    GameState start = state(-1, 1, -1, 1, 2.2, 2.3);
    DensityGap gap = game.gap(start);
    Discriminator after = game.ascend(gap, start.discriminator(), 200_000);
    assertThat(after.second().length()).isZero();
    assertThat(gap.at(after.first().left())).isCloseTo(0, within(1e-12));
    assertThat(gap.at(after.first().right())).isCloseTo(0, within(1e-12));
    // The only interval left spreads over everything, and the means stop on their way.
    GameState end = game.play(start, 200);
    assertThat(end.discriminator().second().length()).isZero();
    assertThat(end.discriminator().first().length()).isGreaterThan(6);
    assertThat(end.means().error(TARGET)).isGreaterThan(0.15);
    assertThat(game.gap(end).totalVariation()).isGreaterThan(0.03);
  }

  @Test
  void a_signed_interval_crosses_and_a_clamped_one_stays_closed() {
    GameState start = state(-1, 1, -1, 1, 2.2, 2.3);
    GameState signed = game(FIRST_ORDER, IntervalRule.SIGNED, 0.1).play(start, 30);
    assertThat(signed.discriminator().second().length()).isNegative();
    Game clamped = game(FIRST_ORDER, IntervalRule.CLAMPED, 0.1);
    Interval closed = clamped.play(start, 20).discriminator().second();
    assertThat(closed.length()).isZero();
    assertThat(clamped.play(start, 100).discriminator().second()).isEqualTo(closed);
  }

  @Test
  void a_trace_has_the_states_of_the_game() {
    Game game = game(FIRST_ORDER, IntervalRule.SIGNED, 0.1);
    GameState start = state(-1, 1, -1, 1, 1.5, 2);
    Trace trace = Trace.of(game, start, 100, 20);
    assertThat(trace.moments().stream().map(Trace.Moment::step))
        .startsWith(0L, 1L, 2L, 4L)
        .endsWith(90L, 100L)
        .isSorted()
        .doesNotHaveDuplicates();
    for (Trace.Moment moment : trace.moments()) {
      assertThat(moment.state()).isEqualTo(game.play(start, moment.step()));
    }
    assertThat(Trace.of(game, start, 0, 20).last()).isEqualTo(start);
  }

  @Test
  void rejects_wrong_values() {
    assertThatThrownBy(() -> game(FIRST_ORDER, IntervalRule.SIGNED, 0))
        .hasMessage("generatorRate must be above 0, but is 0.0");
    assertThatThrownBy(() -> new Dynamics.InPlace(0)).hasMessage("k must be at least 1, but is 0");
    assertThatThrownBy(() -> new Dynamics.Unrolled(-1, true))
        .hasMessage("k must be at least 0, but is -1");
  }
}
