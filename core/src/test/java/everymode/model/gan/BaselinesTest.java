package everymode.model.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.chance.Chance;
import everymode.data.Batch;
import everymode.loss.Adversarial;
import everymode.loss.Included;
import everymode.loss.Penalty;
import everymode.loss.Rules;
import everymode.loss.Unroll;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.nn.Pass;
import everymode.prior.Latent;
import everymode.prior.Prior;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.State;
import everymode.train.Act;
import everymode.train.Optimizer;
import everymode.train.Stage;
import everymode.train.Turn;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
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

  @Test
  void a_real_sample_far_from_all_pulls_the_nearest_one() {
    InclusiveConfig usual = new Inclusive().defaults(Tiny.points());
    assertThat(usual.game()).isEqualTo(PLAIN);
    double[] loss = new double[2];
    for (int i = 0; i < 2; i++) {
      var config = new InclusiveConfig(usual.prior(), i, 4, PLAIN);
      var model = new Inclusive().build(config, Tiny.points(), new Chance(1));
      var play = (Stage.Play) model.stage(0).orElseThrow();
      var move = (Act.Move) play.acts().get(1);
      loss[i] =
          move.objective()
              .at(new Turn(() -> play.data().batch(0, 8, new Chance(3)), 8, 0, new Chance(4)))
              .item_double();
    }
    // corners at (±1, ±1) and an untrained generator near the origin: about 1 a number
    assertThat(loss[1] - loss[0]).isBetween(0.3, 1.5);
    assertThatThrownBy(() -> new InclusiveConfig(usual.prior(), -1, 4, PLAIN))
        .hasMessage("weight must be at least 0, but is -1.0");
    assertThatThrownBy(() -> new InclusiveConfig(usual.prior(), 1, 0, PLAIN))
        .hasMessage("pool must be at least 1, but is 0");
  }

  /// Fixed samples and two latents: the nearest one alone is pulled.
  @Test
  void only_the_nearest_of_the_pool_is_pulled() {
    Tensor points = Ops.of(new float[] {0, 0, 3, 0}, 2, 2);
    points.requires_grad_(true);
    Prior two =
        new Prior() {
          @Override
          public int dim() {
            return 2;
          }

          @Override
          public Latent draw(int n, Chance chance, Pass pass) {
            return new Latent(points, null);
          }

          @Override
          public void state(State s) {
            // nothing
          }
        };
    Turn turn =
        new Turn(
            () -> new Batch(Ops.of(new float[] {4, 1}, 1, 2), Ops.of(0), null),
            1,
            0,
            new Chance(1));
    Tensor loss = new Included(two, new Passing(), 2).at(turn);
    assertThat(loss.item_double()).isEqualTo(1); // ((4 − 3)² + 1²) / 2
    double[] slope = Ops.doubles(Grad.of(loss, List.of(points)).get(0));
    assertThat(slope).containsExactly(0, 0, -1, -1);
  }

  /// Latents are samples.
  private static final class Passing implements Rules.Made {
    @Override
    public Tensor make(Turn turn) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Tensor latent(Turn turn) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Rules.Made again() {
      return this;
    }

    @Override
    public boolean rowwise() {
      return true;
    }

    @Override
    public Tensor from(Tensor z, Turn turn) {
      return z;
    }

    @Override
    public Tensor component(Turn turn) {
      throw new AssertionError("not asked for");
    }
  }
}
