package everymode.model.mixplus;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.loss.UnrollSettings;
import everymode.model.gan.Gan;
import everymode.model.gan.GanSettings;
import everymode.nn.Mlp;
import everymode.prior.LearnedMixture;
import everymode.prior.NormalPrior;
import everymode.prior.PriorSpec;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.train.Action;
import everymode.train.DefaultsContext;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.TrainingLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class MixplusTest {

  private static final Dataset DATA = Tiny.points();
  private static final PriorSpec PRIOR = new NormalPrior(4);
  private static final String U = "generator.network.weights.logits";
  private static final String V = "discriminator.network.weights.logits";

  private static GanSettings options(
      long steps, Mlp discriminator, List<Penalty> penalties, double emaDecay) {
    return new GanSettings(
        steps,
        16,
        Mlp.of(8),
        discriminator,
        AdversarialLoss.STANDARD,
        penalties,
        1,
        UnrollSettings.NONE,
        1,
        Optimizer.Adam.of(1e-2),
        Optimizer.Adam.of(1e-2),
        emaDecay);
  }

  private static Model model(int mixture, double entropy, GanSettings settings) {
    return new Mixplus()
        .build(new MixplusConfig(PRIOR, mixture, entropy, settings), DATA, new RandomKey(1));
  }

  private static Model model(int mixture, double emaDecay) {
    return model(mixture, 0, options(60, Mlp.of(8), List.of(), emaDecay));
  }

  private static Tensor part(Model model, String name) {
    return Objects.requireNonNull(StateSnapshot.of(model).get(name), name);
  }

  private static void set(Tensor t, double... values) {
    Autograd.noGrad(() -> t.copy_(Ops.of(values, t.shape())));
  }

  private static double[] logs(double... w) {
    return Arrays.stream(w).map(Math::log).toArray();
  }

  private static double loss(Model model, int player) {
    try (var _ = new Scope()) {
      var play = (Stage.Play) model.stage(0).orElseThrow();
      Action.Update update = (Action.Update) play.actions().get(player);
      return update
          .objective()
          .at(
              new StepContext(
                  () -> play.data().batch(0, 8, new RandomKey(3)), 8, 0, new RandomKey(4)))
          .item_double();
    }
  }

  private static List<Event> train(Model model) {
    List<Event> events = new ArrayList<>();
    new TrainingLoop(model, new RandomKey(1).fold("run"), events::add).finish();
    return events;
  }

  @Test
  void weights_start_equal_and_are_trained_and_reported_with_the_losses() {
    Model model = model(3, 0);
    near(part(model, U), 0, 0, 0, 0);
    Event.Step last =
        train(model).stream()
            .filter(Event.Step.class::isInstance)
            .map(Event.Step.class::cast)
            .reduce((_, event) -> event)
            .orElseThrow();
    try (var _ = new Scope()) {
      double[] w = Ops.doubles(Ops.softmax(part(model, U)).detach());
      double[] v = Ops.doubles(Ops.softmax(part(model, V)).detach());
      assertThat(Arrays.stream(w).sum()).isCloseTo(1, within(1e-6));
      assertThat(Arrays.stream(v).max().orElseThrow()).isGreaterThan(1 / 3.0 + 1e-3);
      double least = Arrays.stream(w).min().orElseThrow();
      double most = Arrays.stream(w).max().orElseThrow();
      assertThat(least).isLessThan(1 / 3.0 - 1e-3);
      assertThat(last.values()).containsEntry("lightest generator", least);
      assertThat(last.values()).containsEntry("heaviest generator", most);
    }
  }

  /// Both generators are the same network here: only their latents differ.
  @Test
  void each_generator_has_its_own_latents_and_counts_by_its_weight() {
    Model model = model(2, 0);
    var state = StateSnapshot.of(model);
    state.forEach((name, t) -> {
      if (name.startsWith("generator.network.network.1.")) {
        Tensor other = state.get(name.replace("network.network.1.", "network.network.0."));
        Autograd.noGrad(() -> t.copy_(Objects.requireNonNull(other)));
      }
    });
    double both = loss(model, 1);
    set(part(model, U), 100, 0);
    double first = loss(model, 1);
    set(part(model, U), 0, 100);
    double second = loss(model, 1);
    assertThat(first).isNotCloseTo(second, within(1e-4));
    assertThat(both).isCloseTo((first + second) / 2, within(1e-6));
  }

  /// A discriminator without hidden layers has a constant gradient, its weight matrix.
  @Test
  void gradient_penalties_have_equal_factors_for_all_discriminators() {
    for (Penalty penalty : List.of(new Penalty.R1(3), new Penalty.R2(3), new Penalty.Gradient(3))) {
      Model withoutPenalty = model(2, 0, options(1, Mlp.of(), List.of(), 0));
      Model withPenalty = model(2, 0, options(1, Mlp.of(), List.of(penalty), 0));
      double expected = 0;
      for (int j = 0; j < 2; j++) {
        double[] w =
            Ops.doubles(
                part(
                    withoutPenalty,
                    String.format(Locale.ROOT, "discriminator.network.network.%d.0.weight", j)));
        double norm = Math.hypot(w[0], w[1]);
        expected += penalty instanceof Penalty.Gradient ? Math.pow(norm - 1, 2) : norm * norm / 2;
      }
      set(part(withoutPenalty, V), logs(0.1, 0.9));
      set(part(withPenalty, V), logs(0.1, 0.9));
      assertThat(loss(withPenalty, 0) - loss(withoutPenalty, 0))
          .isCloseTo(3 * expected / 2, within(1e-5));
      assertThat(loss(withPenalty, 1)).isEqualTo(loss(withoutPenalty, 1));
    }
  }

  /// Shares are within Hoeffding's bound at an error of 1e-9.
  private static void hasShares(Sampler.ComponentSampler sampler, double... w) {
    int n = 20_000;
    double bound = Math.sqrt(Math.log(2 / 1e-9) / (2 * n));
    try (var _ = new Scope()) {
      long[] k = Ops.longs(sampler.componentsOf(n, new RandomKey(5)));
      for (int i = 0; i < w.length; i++) {
        int each = i;
        double share = (double) Arrays.stream(k).filter(c -> c == each).count() / n;
        assertThat(share).as("share of generator %d", i).isCloseTo(w[i], within(bound));
      }
    }
  }

  @Test
  void components_are_sampled_by_their_weights() {
    Model model = model(3, 0);
    var sampler = (Sampler.ComponentSampler) model.sampler().orElseThrow();
    hasShares(sampler, 1 / 3.0, 1 / 3.0, 1 / 3.0);
    set(part(model, U), logs(0.7, 0.2, 0.1));
    hasShares(sampler, 0.7, 0.2, 0.1);
  }

  @Test
  void averaged_weights_are_used_if_there_are_any() {
    Model model = model(3, 0.9);
    train(model); // before the first update there is no average yet
    Tensor average =
        StateSnapshot.of(model).entrySet().stream()
            .filter(e -> e.getKey().startsWith("generator.average"))
            .filter(e -> Arrays.equals(e.getValue().shape(), new long[] {3}))
            .findFirst()
            .orElseThrow()
            .getValue();
    set(average, logs(0.5, 0.1, 0.4));
    hasShares((Sampler.ComponentSampler) model.sampler().orElseThrow(), 0.5, 0.1, 0.4);
  }

  @Test
  void each_row_is_the_output_of_its_generator() {
    Model model = model(3, 0);
    train(model);
    var sampler = (Sampler.ComponentSampler) model.sampler().orElseThrow();
    try (var _ = new Scope()) {
      Tensor x = sampler.sample(300, new RandomKey(2));
      long[] k = Ops.longs(sampler.componentsOf(300, new RandomKey(2)));
      assertThat(k).contains(0, 1, 2);
      List<Tensor> alone = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        alone.add(sampler.component(i).sample(300, new RandomKey(2)));
      }
      for (int row = 0; row < 300; row++) {
        near(Ops.rows(x, row, 1), 1e-5, Ops.rows(alone.get((int) k[row]), row, 1));
      }
    }
  }

  @Test
  void a_generator_far_from_the_data_loses_its_weight() {
    Model model = model(2, 0);
    set(part(model, "generator.network.network.1.2.bias"), 100, 100);
    train(model);
    try (var _ = new Scope()) {
      assertThat(Ops.doubles(Ops.softmax(part(model, U)).detach())[1]).isLessThan(0.3);
    }
  }

  @Test
  void a_generator_with_almost_no_samples_is_reported() {
    Model model = model(2, 0);
    assertThat(model.warnings()).isEmpty();
    set(part(model, U), logs(0.994, 0.006));
    assertThat(model.warnings()).isEmpty();
    set(part(model, U), logs(0.996, 0.004));
    assertThat(model.warnings())
        .containsExactly(
            "Generator 1 has less than a hundredth of an equal share and generates almost no samples.");
  }

  @Test
  void a_learned_prior_is_trained_with_the_generators() {
    LearnedMixture prior =
        new LearnedMixture(
            4,
            3,
            1,
            0.5,
            everymode.prior.FixedMixture.SigmaType.STANDARD_DEVIATION,
            LearnedMixture.Form.SCALAR);
    GanSettings settings = options(5, Mlp.of(8), List.of(), 0);
    Model model =
        new Mixplus().build(new MixplusConfig(prior, 2, 0.1, settings), DATA, new RandomKey(1));
    double[] before = Ops.doubles(part(model, "generator.network.prior.means").detach());
    train(model);
    assertThat(Ops.doubles(part(model, "generator.network.prior.means").detach()))
        .isNotEqualTo(before);
  }

  @Test
  void defaults_are_five_components_and_three_for_images() {
    MixplusConfig points = new Mixplus().defaults(DATA);
    assertThat(points.mixture()).isEqualTo(5);
    assertThat(points.entropy()).isEqualTo(0.1);
    var shorter = DefaultsContext.of(DATA).costing(12.5); // half of 5 times 5 pairs
    assertThat(points.settings()).isEqualTo(new Gan().defaults(shorter).settings());
    assertThat(new Mixplus().defaults(Tiny.images()).mixture()).isEqualTo(3);
  }

  @Test
  void options_without_meaning_for_mixtures_are_rejected() {
    GanSettings settings = options(1, Mlp.of(8), List.of(), 0);
    assertThatThrownBy(() -> new MixplusConfig(PRIOR, 0, 0.1, settings))
        .hasMessage("mixture must be at least 1, but is 0");
    for (double wrong : new double[] {-1, Double.NaN}) {
      assertThatThrownBy(() -> new MixplusConfig(PRIOR, 2, wrong, settings))
          .hasMessage("entropy must be at least 0, but is " + wrong);
    }
    assertThatThrownBy(() -> new MixplusConfig(PRIOR, 2, Double.POSITIVE_INFINITY, settings))
        .hasMessage("entropy must be finite, but is Infinity");
    assertThatThrownBy(() ->
            new MixplusConfig(PRIOR, 2, 0.1, ConfigRecords.changed(settings, "{packing: 2}", "")))
        .hasMessageStartingWith("packing must be 1 for mixplus")
        .hasMessageEndingWith("but is 2");
    assertThatThrownBy(() ->
            new MixplusConfig(
                PRIOR, 2, 0.1, ConfigRecords.changed(settings, "{unroll: {steps: 3}}", "")))
        .hasMessage("unroll must have 0 steps for mixplus, but has 3");
  }
}
