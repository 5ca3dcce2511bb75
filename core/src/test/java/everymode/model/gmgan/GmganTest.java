package everymode.model.gmgan;

import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.loss.Adversarial;
import everymode.loss.Penalty;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.nn.Mlp;
import everymode.prior.Mixture;
import everymode.prior.Normal;
import everymode.prior.PriorSpec;
import everymode.tensor.Ops;
import everymode.tensor.Snapshot;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Run;
import everymode.train.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class GmganTest {

  private static final Dataset DATA = Tiny.points();

  private static GanConfig config(PriorSpec prior) {
    return new GanConfig(
        20,
        16,
        prior,
        Mlp.of(8),
        Mlp.of(8),
        Adversarial.STANDARD,
        List.of(new Penalty.R1(0.1)),
        2,
        Optimizer.Adam.of(1e-2),
        Optimizer.Adam.of(1e-2),
        0.9);
  }

  private static Model train(Model model) {
    new Run(model, new Chance(1).at("run"), _ -> {}).finish();
    return model;
  }

  @Test
  void one_standard_gaussian_is_the_plain_game_bit_for_bit() {
    // A range of 1e-30 puts the mean at the origin, as far as numbers of 32 bits can tell.
    var prior = new Mixture(5, 1, 1e-30, 1, Mixture.Spread.DEVIATION);
    Model mixed = train(new Gmgan().build(config(prior), DATA, new Chance(1)));
    Model plain = train(new Gan().build(config(new Normal(5)), DATA, new Chance(1)));
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
            "prior must be of type mixture for gmgan; for another law train the family gan");
  }

  @Test
  void a_configuration_that_makes_no_sense_is_refused() {
    GanConfig good = config(new Normal(5));
    assertThatThrownBy(() ->
            new GanConfig(
                -1,
                good.batch(),
                good.prior(),
                good.generator(),
                good.critic(),
                good.loss(),
                good.penalties(),
                1,
                good.generatorOptimizer(),
                good.criticOptimizer(),
                0))
        .hasMessage("steps must be at least 0, but is -1");
    assertThatThrownBy(() ->
            new GanConfig(
                1,
                0,
                good.prior(),
                good.generator(),
                good.critic(),
                good.loss(),
                good.penalties(),
                1,
                good.generatorOptimizer(),
                good.criticOptimizer(),
                1))
        .hasMessage("batch must be at least 1, but is 0");
  }
}
