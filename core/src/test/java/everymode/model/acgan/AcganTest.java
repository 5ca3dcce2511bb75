package everymode.model.acgan;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Datasets;
import everymode.loss.Unroll;
import everymode.model.gan.Game;
import everymode.model.gan.GanConfig;
import everymode.nn.Mlp;
import everymode.nn.Pass;
import everymode.prior.Latent;
import everymode.prior.Normal;
import everymode.tensor.Ops;
import everymode.train.Model;
import everymode.train.Run;
import everymode.train.Sampler;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class AcganTest {

  private static final Dataset DATA = Tiny.points();

  private static GanConfig config(long steps) {
    Game usual = new Acgan().defaults(DATA).game();
    return new GanConfig(
        new Normal(4),
        new Game(
            steps,
            32,
            Mlp.of(32, 32),
            Mlp.of(32, 32),
            usual.loss(),
            usual.penalties(),
            1,
            Unroll.NONE,
            1,
            usual.generatorOptimizer(),
            usual.criticOptimizer(),
            0.99));
  }

  @Test
  void the_class_stands_behind_the_latent_as_a_one_among_zeros() {
    Latent latent =
        new Labelled(new Normal(2), 3).draw(Ops.of(2, 0), new Chance(1), Pass.evaluation());
    same(Ops.rows(latent.z().t(), 0, 2), new Normal(2).draw(2, new Chance(1)).z().t());
    near(Ops.rows(latent.z().t(), 2, 3).t().contiguous(), 0, 0, 0, 1, 1, 0, 0);
  }

  @Test
  void a_class_that_is_asked_for_comes() {
    Model model = new Acgan().build(config(1_500), DATA, new Chance(1));
    new Run(model, new Chance(1).at("run"), _ -> {}).finish();
    Sampler.Conditional sampler = (Sampler.Conditional) model.sampler();
    double[][] corners = {{1, 1}, {1, -1}, {-1, -1}, {-1, 1}};
    for (int c = 0; c < 4; c++) {
      double[] x = Ops.doubles(sampler.given(c).sample(200, new Chance(5)));
      int right = 0;
      for (int i = 0; i < 200; i++) {
        right += x[2 * i] * corners[c][0] > 0 && x[2 * i + 1] * corners[c][1] > 0 ? 1 : 0;
      }
      assertThat(right).as("class %d", c).isGreaterThan(190);
    }
  }

  @Test
  void samples_know_their_classes() {
    Model model = new Acgan().build(config(1), DATA, new Chance(1));
    Sampler.Mixed sampler = (Sampler.Mixed) model.sampler();
    Tensor all = sampler.sample(300, new Chance(2));
    assertThat(all.size(0)).isEqualTo(300);
    assertThat(Ops.longs(sampler.componentsOf(300, new Chance(2)))).contains(0, 1, 2, 3);
    assertThat(sampler.components()).isEqualTo(4);
  }

  @Test
  void data_without_classes_are_refused() {
    Dataset roll = Datasets.open("swiss-roll");
    assertThatThrownBy(() -> new Acgan().build(config(1), roll, new Chance(1)))
        .hasMessageContaining("acgan needs data with classes, but 'swiss-roll' has none");
    assertThat(new Acgan().supervised()).isTrue();
  }
}
