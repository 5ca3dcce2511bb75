package everymode.model.gan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.config.ConfigRecords;
import everymode.data.Batch;
import everymode.loss.AdversarialLoss;
import everymode.loss.GeneratedBatch;
import everymode.loss.ImleTerm;
import everymode.loss.Penalty;
import everymode.loss.UnrollSettings;
import everymode.nn.ForwardContext;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.nn.Sequential;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Action;
import everymode.train.Decay;
import everymode.train.DefaultsContext;
import everymode.train.Optimizer;
import everymode.train.Stage;
import everymode.train.StepContext;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class BaselinesTest {

  private static final GanSettings PLAIN = new Gan().defaults(Tiny.points()).settings();

  /// The plain game in the time of one whose steps take longer.
  private static GanSettings plain(double cost) {
    var context = DefaultsContext.of(Tiny.points()).costing(cost);
    return new Gan().defaults(context).settings();
  }

  private static GanSettings changed(GanSettings settings, String delta) {
    return ConfigRecords.changed(settings, delta, "test");
  }

  @Test
  void each_is_the_plain_game_but_for_what_its_paper_changed() {
    assertThat(new Pacgan().defaults(Tiny.points()).settings())
        .isEqualTo(changed(PLAIN, "{packing: 2}"));
    GanSettings unrolled = new UnrolledGan().defaults(Tiny.points()).settings();
    assertThat(unrolled.unroll()).isEqualTo(new UnrollSettings(5, true));
    assertThat(changed(unrolled, "{unroll: {steps: 0}}")).isEqualTo(plain(12));
    GanSettings wasserstein = new WganGp().defaults(Tiny.images()).settings();
    assertThat(wasserstein.loss().form()).isEqualTo(AdversarialLoss.Form.WASSERSTEIN);
    assertThat(wasserstein.penalties()).containsExactly(new Penalty.Gradient(10));
    assertThat(wasserstein.discriminatorSteps()).isEqualTo(5);
    assertThat(wasserstein.discriminatorOptimizer())
        .isEqualTo(new Optimizer.Adam(1e-3, 0.5, 0.9, 1e-8));
    GanSettings paired = new R3gan().defaults(Tiny.images()).settings();
    assertThat(paired.loss().relativistic()).isTrue();
    assertThat(paired.penalties())
        .containsExactly(
            new Penalty.R1(1, 4, new Decay.None()), new Penalty.R2(1, 4, new Decay.None()));
    for (GanSettings priced : List.of(wasserstein, paired)) {
      assertThat(((Mlp) priced.discriminator()).norm()).isEqualTo(new Norm.None());
    }
  }

  /// The number of steps and the fall of the rates fit the time that a step takes.
  @Test
  void what_costs_more_a_step_has_fewer_of_them() {
    assertThat(PLAIN.steps()).isEqualTo(40_000);
    assertThat(plain(12).steps()).isEqualTo(3_300); // 3,333 in two digits
    assertThat(plain(12).generatorOptimizer().decay())
        .isEqualTo(new Decay.Linear(1_650, 3_300, 0.05));
    assertThat(plain(12).batchSize()).isEqualTo(PLAIN.batchSize());
  }

  @Test
  void packs_must_fit_into_a_batch_and_only_adam_knows_where_it_will_go() {
    assertThatThrownBy(() -> changed(PLAIN, "{packing: 129}"))
        .hasMessageContaining("batchSize must be at least");
    assertThatThrownBy(() -> changed(PLAIN, "{packing: 0}")).hasMessageContaining("packing");
    GanSettings sgd = changed(PLAIN, "{discriminatorOptimizer: sgd}");
    assertThatThrownBy(() -> changed(sgd, "{unroll: {steps: 1}}")).hasMessageContaining("unroll");
  }

  @Test
  void a_critic_of_packs_gives_a_score_a_pack() {
    GanConfig config = new Pacgan().defaults(Tiny.points());
    GanModel model = new GanModel(config, Tiny.points(), new RandomKey(1));
    var x = Tiny.points().domain().encode(Tiny.points().train().first(9));
    assertThat(model.logit(x).shape()).containsExactly(4, 1);
  }

  @Test
  void a_real_sample_far_from_all_pulls_the_nearest_one() {
    InclusiveConfig usual = new Inclusive().defaults(Tiny.points());
    assertThat(usual.settings()).isEqualTo(plain(2.5));
    double[] loss = new double[2];
    for (int i = 0; i < 2; i++) {
      var config = new InclusiveConfig(usual.prior(), i, 4, PLAIN);
      var model = new Inclusive().build(config, Tiny.points(), new RandomKey(1));
      var play = (Stage.Play) model.stage(0).orElseThrow();
      var move = (Action.Update) play.actions().get(1);
      loss[i] =
          move.objective()
              .at(
                  new StepContext(
                      () -> play.data().batch(0, 8, new RandomKey(3)), 8, 0, new RandomKey(4)))
              .item_double();
    }
    // corners at (±1, ±1) and an untrained generator near the origin: about 1 a number
    assertThat(loss[1] - loss[0]).isBetween(0.3, 1.5);
    assertThatThrownBy(() -> new InclusiveConfig(usual.prior(), -1, 4, PLAIN))
        .hasMessage("weight must be at least 0, but is -1.0");
    assertThatThrownBy(() -> new InclusiveConfig(usual.prior(), 1, 0, PLAIN))
        .hasMessage("pool must be at least 1, but is 0");
  }

  /// Latents are samples: of two fixed ones, the nearest alone is pulled.
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
          public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
            return new LatentBatch(points, null);
          }
        };
    StepContext context =
        new StepContext(
            () -> new Batch(Ops.of(new float[] {4, 1}, 1, 2), Ops.of(0), null),
            1,
            0,
            new RandomKey(1));
    Tensor loss =
        new ImleTerm(two, new GeneratedBatch(Sequential.of(), two, "latent"), 2).at(context);
    assertThat(loss.item_double()).isEqualTo(1); // ((4 − 3)² + 1²) / 2
    double[] slope = Ops.doubles(Autograd.gradients(loss, List.of(points)).get(0));
    assertThat(slope).containsExactly(0, 0, -1, -1);
  }
}
