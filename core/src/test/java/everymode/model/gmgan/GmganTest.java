package everymode.model.gmgan;

import static everymode.Check.different;
import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.loss.Adversarial;
import everymode.loss.Penalty;
import everymode.loss.Unroll;
import everymode.model.gan.Game;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gmgan.GmganConfig.Supervision;
import everymode.nn.Mlp;
import everymode.prior.Latent;
import everymode.prior.Learned;
import everymode.prior.Mixture;
import everymode.prior.Normal;
import everymode.prior.PriorSpec;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.tensor.Snapshot;
import everymode.train.Act;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Run;
import everymode.train.Sampler;
import everymode.train.Stage;
import everymode.train.Steering;
import everymode.train.Turn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GmganTest {

  private static final Dataset DATA = Tiny.points();
  private static final Game GAME =
      new Game(
          20,
          16,
          Mlp.of(8),
          Mlp.of(8),
          Adversarial.STANDARD,
          List.of(new Penalty.R1(0.1)),
          1,
          Unroll.NONE,
          2,
          Optimizer.Adam.of(1e-2),
          Optimizer.Adam.of(1e-2),
          0.9);

  private static GmganConfig config(PriorSpec prior) {
    return new GmganConfig(prior, Supervision.NONE, GAME);
  }

  private static GmganConfig supervised(PriorSpec prior, Supervision supervision) {
    Game plain =
        new Game(
            GAME.steps(),
            GAME.batch(),
            GAME.generator(),
            GAME.critic(),
            GAME.loss(),
            List.of(),
            1,
            Unroll.NONE,
            1,
            GAME.generatorOptimizer(),
            GAME.criticOptimizer(),
            0.9);
    return new GmganConfig(prior, supervision, plain);
  }

  private static Model train(Model model) {
    new Run(model, new Chance(1).at("run"), _ -> {}).finish();
    return model;
  }

  @Test
  void one_standard_gaussian_is_the_plain_game_bit_for_bit() {
    var prior = new Mixture(5, 1, 0, 1, Mixture.Spread.DEVIATION);
    Model mixed = train(new Gmgan().build(config(prior), DATA, new Chance(1)));
    Model plain = train(new Gan().build(new GanConfig(new Normal(5), GAME), DATA, new Chance(1)));
    Map<String, Tensor> state = Snapshot.of(mixed);
    Snapshot.of(plain).forEach((name, t) -> same(Objects.requireNonNull(state.get(name)), t));
    same(mixed.sampler().sample(300, new Chance(2)), plain.sampler().sample(300, new Chance(2)));
  }

  @Test
  void training_does_not_move_the_means_of_a_static_mixture() {
    var prior = new Mixture(5, 3, 1, 0.1, Mixture.Spread.DEVIATION);
    Model model = new Gmgan().build(config(prior), DATA, new Chance(1));
    Tensor means = Objects.requireNonNull(Snapshot.of(model).get("prior.means"));
    Tensor before = means.clone();
    train(model);
    same(means, before);
    assertThat(means.requires_grad()).isFalse();
  }

  @Test
  void without_spread_each_gaussian_gives_one_sample() {
    var prior = new Mixture(5, 3, 1, 0, Mixture.Spread.DEVIATION);
    Model model = train(new Gmgan().build(config(prior), DATA, new Chance(1)));
    Sampler.Mixed sampler = (Sampler.Mixed) model.sampler();
    assertThat(sampler.components()).isEqualTo(3);
    Tensor x = sampler.sample(300, new Chance(2));
    long[] k = Ops.longs(sampler.componentsOf(300, new Chance(2)));
    assertThat(k).contains(0, 1, 2);
    for (int i = 0; i < 300; i++) {
      Tensor own = sampler.component((int) k[i]).sample(1, new Chance(3));
      everymode.Check.near(Ops.rows(x, i, 1), 1e-5, own);
    }
  }

  @Test
  void defaults_have_a_gaussian_for_each_mode_or_class() {
    assertThat(((Mixture) new Gmgan().defaults(DATA).prior()).components()).isEqualTo(4);
    assertThat(((Mixture) new Gmgan().defaults(Tiny.images()).prior()).components()).isEqualTo(4);
  }

  @Test
  void another_prior_is_refused() {
    assertThatThrownBy(() -> new Gmgan().build(config(new Normal(5)), DATA, new Chance(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "prior must be of type mixture or learned for gmgan; for another law train the family gan");
  }

  @Test
  void a_configuration_that_makes_no_sense_is_refused() {
    Game good = GAME;
    assertThatThrownBy(() ->
            new Game(
                -1,
                good.batch(),
                good.generator(),
                good.critic(),
                good.loss(),
                good.penalties(),
                1,
                Unroll.NONE,
                1,
                good.generatorOptimizer(),
                good.criticOptimizer(),
                0))
        .hasMessage("steps must be at least 0, but is -1");
    assertThatThrownBy(() ->
            new Game(
                1,
                0,
                good.generator(),
                good.critic(),
                good.loss(),
                good.penalties(),
                1,
                Unroll.NONE,
                1,
                good.generatorOptimizer(),
                good.criticOptimizer(),
                1))
        .hasMessage("batch must be at least 1, but is 0");
  }

  private static Learned learned(Learned.Form form) {
    return new Learned(5, 3, 1, 0.5, Mixture.Spread.DEVIATION, form);
  }

  private static Tensor loss(Model model, String player) {
    var play = (Stage.Play) model.stage(0).orElseThrow();
    var move =
        (Act.Move)
            play.acts().stream().filter(a -> a.name().equals(player)).findFirst().orElseThrow();
    Turn turn = new Turn(() -> play.data().batch(0, 16, new Chance(3)), 16, 0, new Chance(4));
    return move.objective().at(turn);
  }

  @ParameterizedTest
  @EnumSource(Learned.Form.class)
  void a_learned_law_gets_gradients_from_the_generator_alone(Learned.Form form) {
    Model model = new Gmgan().build(config(learned(form)), DATA, new Chance(1));
    Map<String, Tensor> state = Snapshot.of(model);
    for (String name : List.of("means", "factors")) {
      Tensor own = Objects.requireNonNull(state.get("generator.network.prior." + name));
      assertThat(Grad.of(loss(model, "critic"), List.of(own)).get(0).defined()).isFalse();
      Tensor slope = Grad.of(loss(model, "generator"), List.of(own)).get(0);
      assertThat(Ops.doubles(slope.abs().max())[0]).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Learned.Form.class)
  void a_learned_law_begins_like_a_fixed_one_and_moves(Learned.Form form) {
    var fixed = new Mixture(5, 3, 1, 0.5, Mixture.Spread.DEVIATION);
    Latent first = learned(form).build(new Chance(1)).draw(50, new Chance(2));
    near(first.z(), 1e-6, fixed.build(new Chance(1)).draw(50, new Chance(2)).z());
    Model model = new Gmgan().build(config(learned(form)), DATA, new Chance(1));
    Map<String, Tensor> state = Snapshot.of(model);
    Tensor means = Objects.requireNonNull(state.get("generator.network.prior.means"));
    Tensor factors = Objects.requireNonNull(state.get("generator.network.prior.factors"));
    Tensor meansBefore = means.detach().clone();
    Tensor factorsBefore = factors.detach().clone();
    Map<String, Double> told = new HashMap<>();
    new Run(
            model,
            new Chance(1).at("run"),
            event -> {
              if (event instanceof Event.Step step) {
                told.putAll(step.losses());
              }
            })
        .finish();
    different(means, meansBefore);
    different(factors, factorsBefore);
    assertThat(told.get("narrowest axis"))
        .isPositive()
        .isLessThanOrEqualTo(told.get("widest axis"));
    assertThat(model.warnings()).isEmpty();
    Grad.without(() -> factors.mul_(new Scalar(0.001)));
    assertThat(model.warnings()).hasSize(3).first().asString().startsWith("Gaussian 0 has shrunk");
  }

  @Test
  void other_weights_and_covariances_change_the_law_and_none_change_nothing() {
    var prior = new Mixture(5, 3, 1, 0.5, Mixture.Spread.DEVIATION);
    Model model = train(new Gmgan().build(config(prior), DATA, new Chance(1)));
    Sampler.Steered sampler = (Sampler.Steered) model.sampler();
    Tensor plain = sampler.sample(300, new Chance(2));
    same(sampler.steered(Steering.none(3)).sample(300, new Chance(2)), plain);
    different(sampler.steered(Steering.all(3, 0.5)).sample(300, new Chance(2)), plain);
    Sampler.Mixed still = sampler.steered(Steering.all(3, 0));
    Tensor constant = still.component(1).sample(40, new Chance(2));
    near(constant, 1e-5, Ops.rows(constant, 0, 1).expand(constant.shape()));
    Sampler.Mixed uneven =
        sampler.steered(new Steering(List.of(1.0, 1.0, 1.0), List.of(3.0, 0.0, 1.0)));
    int n = 4_000;
    long[] k = Ops.longs(uneven.componentsOf(n, new Chance(2)));
    assertThat(k).doesNotContain(1);
    // five standard errors of a share of 3/4
    assertThat(Arrays.stream(k).filter(c -> c == 0).count() / (double) n)
        .isBetween(0.75 - 0.035, 0.75 + 0.035);
    assertThatThrownBy(() -> sampler.steered(Steering.none(2)))
        .hasMessage("spread and weight must have a number for each of the 3 Gaussians, but have 2");
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGMOID", "SOFTMAX"})
  void with_classes_each_gaussian_stands_for_one(Supervision supervision) {
    var prior = new Mixture(5, 8, 1, 0, Mixture.Spread.DEVIATION);
    Model model = train(new Gmgan().build(supervised(prior, supervision), DATA, new Chance(1)));
    Sampler sampler = model.sampler();
    Sampler third = ((Sampler.Conditional) sampler).given(2);
    // without spread every Gaussian gives one sample: Gaussians 2 and 6 stand for class 2 of 4
    Sampler.Mixed mixed = (Sampler.Mixed) sampler;
    double[] either =
        Stream.of(2, 6)
            .flatMapToDouble(
                k -> Arrays.stream(Ops.doubles(mixed.component(k).sample(1, new Chance(1)))))
            .toArray();
    double[] drawn = Ops.doubles(third.sample(60, new Chance(3)));
    int[] seen = new int[2];
    for (int i = 0; i < 60; i++) {
      int which = Math.abs(drawn[2 * i] - either[0]) < 1e-4 ? 0 : 1;
      assertThat(drawn[2 * i]).isCloseTo(either[2 * which], within(1e-4));
      assertThat(drawn[2 * i + 1]).isCloseTo(either[2 * which + 1], within(1e-4));
      seen[which]++;
    }
    assertThat(seen[0]).isBetween(10, 50); // a half, far beyond five standard errors
  }

  @Test
  void classes_are_needed_and_a_gaussian_for_each() {
    var few = new Mixture(5, 3, 1, 0.1, Mixture.Spread.DEVIATION);
    assertThatThrownBy(
            () -> new Gmgan().build(supervised(few, Supervision.SIGMOID), DATA, new Chance(1)))
        .hasMessage(
            "prior.components must be at least the number of classes, 4, with supervision, but is 3");
    assertThatThrownBy(() -> new GmganConfig(few, Supervision.SIGMOID, GAME))
        .hasMessageStartingWith("penalties must be empty with supervision");
  }
}
