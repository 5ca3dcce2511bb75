package everymode.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a trace is taken for.
final class BehaviourTest {

  private static final Discriminator OPEN = Discriminator.of(-1, 0, 1, 2);

  private static Behaviour of(Discriminator discriminator, double... means) {
    List<Trace.Moment> moments = new ArrayList<>();
    for (int i = 0; i < means.length; i += 2) {
      Means at = new Means(means[i], means[i + 1]);
      moments.add(new Trace.Moment(i / 2, new GameState(at, discriminator)));
    }
    Game game =
        new Game(new Means(-0.5, 0.5), new Dynamics.Simultaneous(), IntervalRule.CLAMPED, 0.1, 0.1);
    return Behaviour.of(new Trace(game, moments));
  }

  @Test
  void each_behaviour_has_its_metric() {
    assertThat(of(OPEN, 0.45, -0.55)).isEqualTo(Behaviour.CONVERGENCE);
    assertThat(of(OPEN, 0.39, -0.55)).isEqualTo(Behaviour.UNSETTLED);
    assertThat(of(OPEN, 3.01, 0)).isEqualTo(Behaviour.DIVERGENCE);
    assertThat(of(OPEN, 0.2, 0.209)).isEqualTo(Behaviour.MODE_COLLAPSE);
    assertThat(of(OPEN, 0.2, 0.211)).isEqualTo(Behaviour.UNSETTLED);
    assertThat(of(Discriminator.of(0, 0.001, 1, 1), 0.2, 1))
        .isEqualTo(Behaviour.VANISHING_GRADIENT);
    assertThat(of(Discriminator.of(0, 0.0011, 1, 1), 0.2, 1)).isEqualTo(Behaviour.UNSETTLED);
  }

  @Test
  void oscillation_is_turning_in_the_second_half() {
    assertThat(of(OPEN, 0, 1, 0, 2, 0, 1, 0, 2, 0, 1, 0, 2)).isEqualTo(Behaviour.OSCILLATION);
    assertThat(of(OPEN, 0, 1, 0, 2, 0, 1, 0, 2, 0, 2, 0, 2, 0, 2, 0, 2))
        .isEqualTo(Behaviour.UNSETTLED);
  }

  @Test
  void turns_are_larger_than_a_swing() {
    assertThat(Behaviour.turns(new double[] {0, 1, 0, 1, 0})).isEqualTo(3);
    assertThat(Behaviour.turns(new double[] {0, 0.04, 0, 0.04, 0})).isZero();
    assertThat(Behaviour.turns(new double[] {0, 1, 0.97, 1.5, 1.46, 2})).isZero();
    assertThat(Behaviour.turns(new double[] {0, 1, 0.9, 1.5})).isEqualTo(2);
  }
}
