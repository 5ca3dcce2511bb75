package everymode.model.aeot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.catalog.Datasets;
import everymode.nn.Layer;
import everymode.nn.Linear;
import everymode.random.RandomKey;
import everymode.sample.Codec;
import everymode.tensor.Autograd;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.Family;
import everymode.train.Model;
import everymode.train.StepContext;
import everymode.train.TrainingLoop;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AeotTest {

  private static final RandomKey KEY = new RandomKey(3);

  private final Map<String, Double> values = new LinkedHashMap<>();

  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  private <C extends Record> Model trained(Family<C> family, Dataset data, String changes) {
    C config = ConfigRecords.changed(family.defaults(data), changes, family.name());
    Model model = family.build(config, data, KEY.fold("init"));
    new TrainingLoop(
            model,
            KEY.fold("run"),
            event -> {
              if (event instanceof Event.Step step) {
                values.putAll(step.values());
              }
            })
        .finish();
    return model;
  }

  /// Samples by mode, and beyond three standard deviations of all in the last place.
  private static int[] byMode(Tensor samples, Distribution.GaussianMixture modes) {
    int k = modes.mean().length;
    int[] count = new int[k + 1];
    double[] x = Ops.doubles(samples);
    for (int i = 0; i < x.length; i += 2) {
      int at = k;
      for (int j = 0; j < k; j++) {
        double distance = Math.hypot(x[i] - modes.mean()[j][0], x[i + 1] - modes.mean()[j][1]);
        at = distance < 3 * modes.deviation()[j] ? j : at;
      }
      count[at]++;
    }
    return count;
  }

  @Test
  void every_mode_of_unequal_points_gets_its_share() {
    Dataset data = Datasets.open("ring:weights=1/1/1/1/1/1/1/0.1");
    try (var _ = new Scope()) {
      Model model = trained(new Aeot(), data, "{}");
      int n = 20_000;
      int[] count = byMode(model.sampler().orElseThrow().sample(n, KEY), modes(data));
      for (int j = 0; j < 8; j++) {
        double due = n * (j < 7 ? 1 : 0.1) / 7.1;
        assertThat(count[j] / due).as("mode %d", j).isBetween(0.75, 1.25);
      }
      assertThat(count[8]).isLessThan(n / 50);
      assertThat(values).containsKeys("mass error", "worst cell", "empty cells", "rejected share");
      assertThat(values.get("rejected share")).isLessThan(0.05);
    }
  }

  private static Distribution.GaussianMixture modes(Dataset data) {
    return Objects.requireNonNull(data.modes());
  }

  /// Weighted rows, as a repair uses them, are targets with their weights.
  @Test
  void weighted_rows_are_targets_with_their_weights() {
    Dataset ring = Datasets.open("ring");
    double[] share = new double[ring.train().size()];
    Arrays.setAll(share, i -> i < share.length / 8 ? 7 : 1); // the rows of mode 0 come first
    try (var _ = new Scope()) {
      Model model = trained(new Aeot(), ring.weighted(share), "{}");
      int[] count = byMode(model.sampler().orElseThrow().sample(10_000, KEY), modes(ring));
      assertThat(count[0] / 10_000.0).isBetween(0.42, 0.58);
    }
  }

  @Test
  void the_samples_of_an_autoencoder_are_reconstructions() {
    Dataset data = Datasets.open("digits");
    try (var _ = new Scope()) {
      String few = "{autoencoder: {steps: 150, refineSteps: 20}, targets: 300}";
      Model model = trained(new Autoencoder(), data, few);
      Tensor x = data.domain().units(data.train().first(200));
      Tensor codes = ((Codec) model).encode(x);
      assertThat(codes.shape()).containsExactly(200, 16);
      Tensor samples = model.sampler().orElseThrow().sample(300, KEY);
      Tensor all = Ops.flat(data.domain().units(data.train().all()));
      double near =
          Ops.distances(Ops.flat(samples), all, 2).amin(new long[] {1}, false).mean().item_double();
      double spread = Ops.distances(all.narrow(0, 0, 300), all, 2).mean().item_double();
      assertThat(near).isLessThan(0.6 * spread);
      assertThat(values.get("reconstruction")).isLessThan(0.2);
      assertThat(new Autoencoder().generates()).isFalse();
    }
  }

  @Test
  void the_generator_of_the_game_begins_as_the_decoder() {
    Dataset data = Datasets.open("digits");
    try (var _ = new Scope()) {
      String few =
          "{autoencoder: {steps: 20, refineSteps: 5}, targets: 100, transport: {steps: 40}";
      Model plain = trained(new Aeot(), data, few + "}");
      Model game = trained(new Aeotgan(), data, few + ", steps: 0}");
      Model played = trained(new Aeotgan(), data, few + ", steps: 3}");
      Tensor samples = plain.sampler().orElseThrow().sample(10, KEY);
      assertThat(Ops.floats(game.sampler().orElseThrow().sample(10, KEY)))
          .isEqualTo(Ops.floats(samples));
      assertThat(Ops.floats(played.sampler().orElseThrow().sample(10, KEY)))
          .isNotEqualTo(Ops.floats(samples));
    }
  }

  @Test
  void a_transport_that_was_stopped_early_says_so() {
    Dataset data = Datasets.open("ring");
    String some = "{targets: 50, transport: {steps: ";
    assertThat(trained(new Aeot(), data, some + "3}}").warnings())
        .singleElement()
        .asString()
        .contains("stopped after 3 steps", "raise transport.steps");
    assertThat(trained(new Aeot(), data, some + "1000}}").warnings()).isEmpty();
    assertThat(trained(new Aeot(), data, some + "3, tolerance: 0}}").warnings()).isEmpty();
  }

  /// Points have no autoencoder by default, but one that is asked for is trained.
  @Test
  void points_can_be_encoded() {
    Dataset data = Datasets.open("ring");
    AutoencoderSettings settings = new Aeot().defaults(data).autoencoder();
    assertThat(settings.latentDim()).isZero();
    assertThat(settings.steps()).isPositive();
    assertThat(settings.refineSteps()).isPositive();
    String changes =
        "{autoencoder: {latentDim: 2, steps: 300}, targets: 50, transport: {steps: 3}}";
    trained(new Aeot(), data, changes);
    assertThat(values.get("reconstruction")).isLessThan(0.1);
  }

  /// T14.
  @Test
  void the_paired_term_of_a_perfect_autoencoder_is_zero_with_its_gradient() {
    try (var _ = new Scope()) {
      Linear same = new Linear(2, 2, KEY);
      Tensor weight = same.parameters().getFirst();
      Autograd.noGrad(() -> weight.copy_(Ops.of(new float[] {1, 0, 0, 1}, 2, 2)));
      Autograd.noGrad(() -> same.parameters().getLast().zero_());
      PairedTerm term = new PairedTerm(same, x -> x, 10, 1);
      assertThat(gradients(term, same)).isZero();
      assertThat(term.at(context()).item_double()).isZero();
      Autograd.noGrad(() -> weight.mul_(new Scalar(1.1)));
      assertThat(gradients(term, same)).isPositive();
      double content = new PairedTerm(same, x -> x, 1, 0).at(context()).item_double();
      assertThat(content).isPositive();
      assertThat(term.at(context()).item_double() / content).isBetween(10.99, 11.01);
    }
  }

  private static double gradients(PairedTerm term, Layer network) {
    TensorVector all = Autograd.gradients(term.at(context()), network.parameters());
    return all.get(0).abs().sum().item_double() + all.get(1).abs().sum().item_double();
  }

  private static StepContext context() {
    Dataset data = Datasets.open("ring");
    return new StepContext(() -> data.batches().batch(0, 8, KEY), 8, 0, KEY);
  }

  @Test
  void an_autoencoder_needs_a_latent_space() {
    Dataset data = Datasets.open("digits");
    assertThatThrownBy(() -> trained(new Autoencoder(), data, "{autoencoder: {latentDim: 0}}"))
        .hasMessageContaining("autoencoder.latentDim must be at least 1");
  }
}
