package everymode.model.acgan;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.loss.UnrollSettings;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanSettings;
import everymode.nn.ForwardContext;
import everymode.nn.Mlp;
import everymode.prior.LatentBatch;
import everymode.prior.NormalPrior;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class AcganTest {

  private static final Dataset DATA = Tiny.points();

  private static GanConfig config(long steps) {
    GanSettings defaults = new Acgan().defaults(DATA).settings();
    return new GanConfig(
        new NormalPrior(4),
        new GanSettings(
            steps,
            32,
            Mlp.of(32, 32),
            Mlp.of(32, 32),
            defaults.loss(),
            defaults.penalties(),
            1,
            UnrollSettings.NONE,
            1,
            defaults.generatorOptimizer(),
            defaults.discriminatorOptimizer(),
            0.99));
  }

  @Test
  void the_class_is_appended_to_the_latent_as_a_one_hot_vector() {
    LatentBatch latent =
        new OneHotPrior(new NormalPrior(2), 3)
            .sample(Ops.of(2, 0), new RandomKey(1), ForwardContext.evaluation());
    same(Ops.rows(latent.z().t(), 0, 2), new NormalPrior(2).sample(2, new RandomKey(1)).z().t());
    near(Ops.rows(latent.z().t(), 2, 3).t().contiguous(), 0, 0, 0, 1, 1, 0, 0);
  }

  @Test
  void samples_of_a_given_class_are_of_this_class() {
    Model model = new Acgan().build(config(1_500), DATA, new RandomKey(1));
    new TrainingLoop(model, new RandomKey(1).fold("run"), _ -> {}).finish();
    Sampler.ConditionalSampler sampler = (Sampler.ConditionalSampler) model.sampler().orElseThrow();
    double[][] corners = {{1, 1}, {1, -1}, {-1, -1}, {-1, 1}};
    for (int c = 0; c < 4; c++) {
      double[] x = Ops.doubles(sampler.forClass(c).sample(200, new RandomKey(5)));
      int correct = 0;
      for (int i = 0; i < 200; i++) {
        correct += x[2 * i] * corners[c][0] > 0 && x[2 * i + 1] * corners[c][1] > 0 ? 1 : 0;
      }
      assertThat(correct).as("class %d", c).isGreaterThan(190);
    }
  }

  @Test
  void classes_of_samples_are_known() {
    Model model = new Acgan().build(config(1), DATA, new RandomKey(1));
    Sampler.ComponentSampler sampler = (Sampler.ComponentSampler) model.sampler().orElseThrow();
    Tensor all = sampler.sample(300, new RandomKey(2));
    assertThat(all.size(0)).isEqualTo(300);
    assertThat(Ops.longs(sampler.componentsOf(300, new RandomKey(2)))).contains(0, 1, 2, 3);
    assertThat(sampler.components()).isEqualTo(4);
  }

  @Test
  void data_without_classes_are_rejected() {
    Dataset roll = Datasets.open("swiss-roll");
    assertThatThrownBy(() -> new Acgan().build(config(1), roll, new RandomKey(1)))
        .hasMessageContaining("acgan needs data with classes, but 'swiss-roll' has none");
    assertThat(new Acgan().supervised()).isTrue();
  }
}
