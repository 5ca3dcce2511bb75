package everymode.model.npmsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.cluster.ClusterAgreement;
import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.sample.Posterior;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NpmslTest {

  private static final RandomKey KEY = new RandomKey(6);
  private static final int ROWS = 240;

  /// Rows of four values around 0 or 5, or spread around 2.
  private static Dataset rows() {
    SplittableRandom random = KEY.fold("rows").random();
    float[] x = new float[4 * ROWS];
    for (int i = 0; i < x.length; i++) {
      int cluster = i / 4 % 3;
      x[i] =
          (float)
              (cluster == 2
                  ? 2.5 + 8 * random.nextGaussian()
                  : 5 * cluster + 0.5 * random.nextGaussian());
    }
    return Tiny.of(x, ROWS, 4);
  }

  private static int[] truth() {
    int[] truth = new int[ROWS];
    Arrays.setAll(truth, i -> i % 3);
    return truth;
  }

  private static <C extends Record> Model trained(Family<C> family, String changes, Dataset data) {
    C config = ConfigRecords.changed(family.defaults(data), changes, "test");
    Model model = family.build(config, data, KEY.fold("init"));
    new TrainingLoop(model, KEY.fold("run"), _ -> {}).finish();
    return model;
  }

  private static int[] labels(Model model, Dataset data) {
    Tensor z = model.capability(Posterior.class).orElseThrow().posterior(data.train().all());
    return Arrays.stream(Ops.longs(Ops.argmax(z))).mapToInt(Math::toIntExact).toArray();
  }

  private static List<Family<?>> families() {
    return List.of(new Npmsl(), new Npem(), new RepeatedGaussian());
  }

  @Test
  void finds_clusters_and_how_many_there_are() {
    Dataset data = rows();
    for (Family<?> family : families()) {
      try (var _ = new Scope()) {
        Model model = trained(family, "{choice: {most: 6}}", data);
        int found = model.capability(Posterior.class).orElseThrow().components();
        assertThat(found).as(family.name()).isEqualTo(3);
        assertThat(ClusterAgreement.of(truth(), labels(model, data)).adjustedRand())
            .as(family.name())
            .isGreaterThan(family instanceof Npem ? 0.7 : 0.8);
      }
    }
  }

  @Test
  void samples_have_the_density_of_the_rows() {
    Dataset data = rows();
    for (Family<?> family : families()) {
      try (var _ = new Scope()) {
        Model model = trained(family, "{clusters: 3}", data);
        Density density = model.capability(Density.class).orElseThrow();
        Sampler sampler = model.sampler().orElseThrow();
        double real = density.logProb(data.train().all()).mean().item_double();
        double made = density.logProb(sampler.sample(2_000, KEY)).mean().item_double();
        assertThat(made).as(family.name()).isCloseTo(real, within(0.6));
        assertThat(((Sampler.ComponentSampler) sampler).components()).isEqualTo(3);
        Tensor one = ((Sampler.ComponentSampler) sampler).component(1).sample(50, KEY);
        Tensor z = model.capability(Posterior.class).orElseThrow().posterior(one);
        assertThat(Ops.doubles(z.select(1, 1).mean())[0]).isGreaterThan(0.8);
      }
    }
  }

  @Test
  void the_density_is_one_in_total() {
    float[] x = new float[300];
    SplittableRandom random = KEY.random();
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() + (i % 2) * 4);
    }
    Dataset line = Tiny.of(x, 300, 1);
    for (Family<?> family : families()) {
      try (var _ = new Scope()) {
        Density density = (Density) trained(family, "{clusters: 2}", line);
        double[] points = new double[4_000];
        Arrays.setAll(points, i -> -12 + 0.007 * i);
        double[] log = Ops.doubles(density.logProb(Ops.toFloat(Ops.of(points, 4_000, 1))));
        double sum = Arrays.stream(log).map(Math::exp).sum() * 0.007;
        assertThat(sum).as(family.name()).isCloseTo(1, within(0.01));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{clusters: 241}|clusters must be at most the number of rows, 240, but is 241",
        "{blocks: [a, b]}|blocks must have a name for each of the 4 columns, but has 2",
        "{clusters: -1}|clusters must be at least 0",
        "{grid: 3}|grid must be at least 10",
        "{start: {type: small-em, fits: 0}}|start.fits must be at least 1",
        "{choice: {most: 0}}|choice.most must be at least 1",
        "{bandwidth: {type: cross-validated, folds: 1}}|folds must be at least 2"
      })
  void refuses_what_does_not_fit(String changes, String message) {
    Dataset data = rows();
    assertThatThrownBy(() -> trained(new Npmsl(), changes, data)).hasMessageContaining(message);
  }

  @Test
  void other_bandwidths_and_starts_find_the_clusters_too() {
    Dataset data = rows();
    for (String changes :
        List.of(
            "{clusters: 3, bandwidth: fixed}",
            "{clusters: 3, bandwidth: {type: cross-validated, updates: 2}, grid: 60}",
            "{clusters: 3, blocks: [a, a, b, b]}",
            "{clusters: 3, start: {type: small-em, fits: 5}, steps: 40}")) {
      try (var _ = new Scope()) {
        Model model = trained(new Npmsl(), changes, data);
        assertThat(ClusterAgreement.of(truth(), labels(model, data)).adjustedRand())
            .as(changes)
            .isGreaterThan(0.8);
      }
    }
    try (var _ = new Scope()) {
      Model model = trained(new Npmsl(), "{clusters: 2, start: k-means}", data);
      assertThat(model.capability(Posterior.class).orElseThrow().components()).isEqualTo(2);
    }
  }

  /// Forty columns, of which four are high in each of two rows of three; means of rows hardly
  /// differ.
  @Test
  void rows_that_differ_in_few_of_many_columns_are_told_apart() {
    SplittableRandom random = KEY.fold("many").random();
    float[] x = new float[ROWS * 40];
    for (int i = 0; i < x.length; i++) {
      int type = i / 40 % 3;
      x[i] = (float) (random.nextGaussian() + (type < 2 && i % 40 / 4 == type ? 6 : 0));
    }
    try (var _ = new Scope()) {
      Model model = trained(new Npmsl(), "{clusters: 3}", Tiny.of(x, ROWS, 40));
      Posterior posterior = model.capability(Posterior.class).orElseThrow();
      long[] found = Ops.longs(Ops.argmax(posterior.posterior(Ops.of(x, ROWS, 40))));
      int[] labels = Arrays.stream(found).mapToInt(Math::toIntExact).toArray();
      assertThat(ClusterAgreement.of(truth(), labels).adjustedRand()).isGreaterThan(0.95);
    }
  }

  @Test
  void equal_rows_are_refused_or_form_one_cluster() {
    Dataset equal = Tiny.of(new float[40], 10, 4);
    assertThatThrownBy(() -> trained(new Npmsl(), "{clusters: 2}", equal))
        .hasMessageContaining("all values are equal");
  }
}
