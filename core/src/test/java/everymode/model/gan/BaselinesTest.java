package everymode.model.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.chance.Chance;
import everymode.loss.Adversarial;
import everymode.loss.Penalty;
import everymode.loss.Unroll;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.train.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BaselinesTest {

  private static final Game PLAIN = new Gan().defaults(Tiny.points()).game();

  @Test
  void each_is_the_plain_game_but_for_what_its_paper_changed() {
    assertThat(new Pacgan().defaults(Tiny.points()).game()).isEqualTo(PLAIN.packed(2));
    Game unrolled = new UnrolledGan().defaults(Tiny.points()).game();
    assertThat(unrolled.unroll()).isEqualTo(new Unroll(5, true));
    assertThat(unrolled.unrolled(Unroll.NONE)).isEqualTo(PLAIN);
    Game wasserstein = new WganGp().defaults(Tiny.images()).game();
    assertThat(wasserstein.loss().form()).isEqualTo(Adversarial.Form.WASSERSTEIN);
    assertThat(wasserstein.penalties()).containsExactly(new Penalty.Gradient(10));
    assertThat(wasserstein.criticSteps()).isEqualTo(5);
    assertThat(wasserstein.criticOptimizer()).isEqualTo(new Optimizer.Adam(1e-3, 0.5, 0.9, 1e-8));
    Game paired = new R3gan().defaults(Tiny.images()).game();
    assertThat(paired.loss().relativistic()).isTrue();
    assertThat(paired.penalties()).containsExactly(new Penalty.R1(1), new Penalty.R2(1));
    for (Game priced : List.of(wasserstein, paired)) {
      assertThat(((Mlp) priced.critic()).norm()).isEqualTo(new Norm.None());
    }
  }

  @Test
  void packs_must_fit_into_a_batch_and_only_adam_knows_where_it_will_go() {
    assertThatThrownBy(() -> PLAIN.packed(129)).hasMessageContaining("batch must be at least");
    assertThatThrownBy(() -> PLAIN.packed(0)).hasMessageContaining("packing");
    Game sgd = PLAIN.descending(1, new Optimizer.Sgd(0.1, 0));
    assertThatThrownBy(() -> sgd.unrolled(new Unroll(1, true))).hasMessageContaining("unroll");
  }

  @Test
  void a_critic_of_packs_gives_a_score_a_pack() {
    GanConfig config = new Pacgan().defaults(Tiny.points());
    GanModel model = new GanModel(config, Tiny.points(), new Chance(1));
    var x = Tiny.points().domain().encode(Tiny.points().train().first(9));
    assertThat(model.logit(x).shape()).containsExactly(4, 1);
  }
}
