package everymode.model.gmgan;

import static everymode.Check.different;
import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.loss.AdversarialLoss;
import everymode.loss.Penalty;
import everymode.loss.UnrollSettings;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanSettings;
import everymode.model.gmgan.GmganConfig.Supervision;
import everymode.nn.Mlp;
import everymode.prior.FixedMixture;
import everymode.prior.LatentBatch;
import everymode.prior.LearnedMixture;
import everymode.prior.NormalPrior;
import everymode.prior.PriorSpec;
import everymode.random.RandomKey;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.StateSnapshot;
import everymode.train.Action;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Stage;
import everymode.train.StepContext;
import everymode.train.TrainingLoop;
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
  private static final GanSettings OPTIONS =
      new GanSettings(
          20,
          16,
          Mlp.of(8),
          Mlp.of(8),
          AdversarialLoss.STANDARD,
          List.of(new Penalty.R1(0.1)),
          1,
          UnrollSettings.NONE,
          2,
          Optimizer.Adam.of(1e-2),
          Optimizer.Adam.of(1e-2),
          0.9);

  private static GmganConfig config(PriorSpec prior) {
    return new GmganConfig(prior, Supervision.NONE, OPTIONS);
  }

  private static GmganConfig supervised(PriorSpec prior, Supervision supervision) {
    GanSettings plain =
        new GanSettings(
            OPTIONS.steps(),
            OPTIONS.batchSize(),
            OPTIONS.generator(),
            OPTIONS.discriminator(),
            OPTIONS.loss(),
            List.of(),
            1,
            UnrollSettings.NONE,
            1,
            OPTIONS.generatorOptimizer(),
            OPTIONS.discriminatorOptimizer(),
            0.9);
    return new GmganConfig(prior, supervision, plain);
  }

  private static Model train(Model model) {
    new TrainingLoop(model, new RandomKey(1).fold("run"), _ -> {}).finish();
    return model;
  }

  @Test
  void one_standard_gaussian_is_the_standard_game_bit_for_bit() {
    var prior = new FixedMixture(5, 1, 0, 1, FixedMixture.SigmaType.STANDARD_DEVIATION);
    Model mixed = train(new Gmgan().build(config(prior), DATA, new RandomKey(1)));
    Model plain =
        train(new Gan().build(new GanConfig(new NormalPrior(5), OPTIONS), DATA, new RandomKey(1)));
    Map<String, Tensor> state = StateSnapshot.of(mixed);
    StateSnapshot.of(plain).forEach((name, t) -> same(Objects.requireNonNull(state.get(name)), t));
    same(
        mixed.sampler().orElseThrow().sample(300, new RandomKey(2)),
        plain.sampler().orElseThrow().sample(300, new RandomKey(2)));
  }

  @Test
  void training_does_not_change_the_means_of_a_static_mixture() {
    var prior = new FixedMixture(5, 3, 1, 0.1, FixedMixture.SigmaType.STANDARD_DEVIATION);
    Model model = new Gmgan().build(config(prior), DATA, new RandomKey(1));
    Tensor means = Objects.requireNonNull(StateSnapshot.of(model).get("prior.means"));
    Tensor before = means.clone();
    train(model);
    same(means, before);
    assertThat(means.requires_grad()).isFalse();
  }

  @Test
  void with_sigma_0_each_gaussian_gives_one_sample() {
    var prior = new FixedMixture(5, 3, 1, 0, FixedMixture.SigmaType.STANDARD_DEVIATION);
    Model model = train(new Gmgan().build(config(prior), DATA, new RandomKey(1)));
    Sampler.ComponentSampler sampler = (Sampler.ComponentSampler) model.sampler().orElseThrow();
    assertThat(sampler.components()).isEqualTo(3);
    Tensor x = sampler.sample(300, new RandomKey(2));
    long[] k = Ops.longs(sampler.componentsOf(300, new RandomKey(2)));
    assertThat(k).contains(0, 1, 2);
    for (int i = 0; i < 300; i++) {
      Tensor expected = sampler.component((int) k[i]).sample(1, new RandomKey(3));
      everymode.Check.near(Ops.rows(x, i, 1), 1e-5, expected);
    }
  }

  @Test
  void defaults_have_a_gaussian_for_each_mode_or_class() {
    assertThat(((FixedMixture) new Gmgan().defaults(DATA).prior()).components()).isEqualTo(4);
    assertThat(((FixedMixture) new Gmgan().defaults(Tiny.images()).prior()).components())
        .isEqualTo(4);
  }

  @Test
  void another_prior_is_rejected() {
    assertThatThrownBy(() -> new Gmgan().build(config(new NormalPrior(5)), DATA, new RandomKey(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "prior must be of type mixture or learned for gmgan; for another latent distribution"
                + " train the family gan");
  }

  @Test
  void an_invalid_configuration_is_rejected() {
    GanSettings valid = OPTIONS;
    assertThatThrownBy(() ->
            new GanSettings(
                -1,
                valid.batchSize(),
                valid.generator(),
                valid.discriminator(),
                valid.loss(),
                valid.penalties(),
                1,
                UnrollSettings.NONE,
                1,
                valid.generatorOptimizer(),
                valid.discriminatorOptimizer(),
                0))
        .hasMessage("steps must be at least 0, but is -1");
    assertThatThrownBy(() ->
            new GanSettings(
                1,
                0,
                valid.generator(),
                valid.discriminator(),
                valid.loss(),
                valid.penalties(),
                1,
                UnrollSettings.NONE,
                1,
                valid.generatorOptimizer(),
                valid.discriminatorOptimizer(),
                1))
        .hasMessage("batchSize must be at least 1, but is 0");
  }

  private static LearnedMixture learned(LearnedMixture.Form form) {
    return new LearnedMixture(5, 3, 1, 0.5, FixedMixture.SigmaType.STANDARD_DEVIATION, form);
  }

  private static Tensor loss(Model model, String player) {
    var play = (Stage.Play) model.stage(0).orElseThrow();
    var update =
        (Action.Update)
            play.actions().stream().filter(a -> a.name().equals(player)).findFirst().orElseThrow();
    StepContext context =
        new StepContext(() -> play.data().batch(0, 16, new RandomKey(3)), 16, 0, new RandomKey(4));
    return update.objective().at(context);
  }

  @ParameterizedTest
  @EnumSource(LearnedMixture.Form.class)
  void a_learned_prior_gets_gradients_from_the_generators_loss_only(LearnedMixture.Form form) {
    Model model = new Gmgan().build(config(learned(form)), DATA, new RandomKey(1));
    Map<String, Tensor> state = StateSnapshot.of(model);
    for (String name : List.of("means", "factors")) {
      Tensor parameter = Objects.requireNonNull(state.get("generator.network.prior." + name));
      assertThat(
              Autograd.gradients(loss(model, "discriminator"), List.of(parameter)).get(0).defined())
          .isFalse();
      Tensor gradient = Autograd.gradients(loss(model, "generator"), List.of(parameter)).get(0);
      assertThat(Ops.doubles(gradient.abs().max())[0]).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(LearnedMixture.Form.class)
  void a_learned_prior_starts_like_a_fixed_one_and_is_trained(LearnedMixture.Form form) {
    var fixed = new FixedMixture(5, 3, 1, 0.5, FixedMixture.SigmaType.STANDARD_DEVIATION);
    LatentBatch first = learned(form).build(new RandomKey(1)).sample(50, new RandomKey(2));
    near(first.z(), 1e-6, fixed.build(new RandomKey(1)).sample(50, new RandomKey(2)).z());
    Model model = new Gmgan().build(config(learned(form)), DATA, new RandomKey(1));
    Map<String, Tensor> state = StateSnapshot.of(model);
    Tensor means = Objects.requireNonNull(state.get("generator.network.prior.means"));
    Tensor factors = Objects.requireNonNull(state.get("generator.network.prior.factors"));
    Tensor meansBefore = means.detach().clone();
    Tensor factorsBefore = factors.detach().clone();
    Map<String, Double> reported = new HashMap<>();
    new TrainingLoop(
            model,
            new RandomKey(1).fold("run"),
            event -> {
              if (event instanceof Event.Step step) {
                reported.putAll(step.values());
              }
            })
        .finish();
    different(means, meansBefore);
    different(factors, factorsBefore);
    assertThat(reported.get("narrowest axis"))
        .isPositive()
        .isLessThanOrEqualTo(reported.get("widest axis"));
    assertThat(model.warnings()).isEmpty();
    Autograd.noGrad(() -> factors.mul_(new Scalar(0.001)));
    assertThat(model.warnings()).hasSize(3).first().asString().startsWith("Gaussian 0 has shrunk");
  }

  @Test
  void an_adjustment_changes_the_distribution_and_a_neutral_one_changes_nothing() {
    var prior = new FixedMixture(5, 3, 1, 0.5, FixedMixture.SigmaType.STANDARD_DEVIATION);
    Model model = train(new Gmgan().build(config(prior), DATA, new RandomKey(1)));
    Sampler.AdjustableSampler sampler = (Sampler.AdjustableSampler) model.sampler().orElseThrow();
    Tensor plain = sampler.sample(300, new RandomKey(2));
    same(sampler.adjusted(MixtureAdjustment.none(3)).sample(300, new RandomKey(2)), plain);
    different(sampler.adjusted(MixtureAdjustment.all(3, 0.5)).sample(300, new RandomKey(2)), plain);
    Sampler.ComponentSampler constantSampler = sampler.adjusted(MixtureAdjustment.all(3, 0));
    Tensor constant = constantSampler.component(1).sample(40, new RandomKey(2));
    near(constant, 1e-5, Ops.rows(constant, 0, 1).expand(constant.shape()));
    Sampler.ComponentSampler weightedSampler =
        sampler.adjusted(new MixtureAdjustment(List.of(1.0, 1.0, 1.0), List.of(3.0, 0.0, 1.0)));
    int n = 4_000;
    long[] k = Ops.longs(weightedSampler.componentsOf(n, new RandomKey(2)));
    assertThat(k).doesNotContain(1);
    // five standard errors of a share of 3/4
    assertThat(Arrays.stream(k).filter(c -> c == 0).count() / (double) n)
        .isBetween(0.75 - 0.035, 0.75 + 0.035);
    assertThatThrownBy(() -> sampler.adjusted(MixtureAdjustment.none(2)))
        .hasMessage(
            "covarianceScale and weight must have one value for each of the 3 Gaussians, but have 2");
  }

  @ParameterizedTest
  @EnumSource(names = {"SIGMOID", "SOFTMAX"})
  void with_supervision_each_gaussian_represents_one_class(Supervision supervision) {
    var prior = new FixedMixture(5, 8, 1, 0, FixedMixture.SigmaType.STANDARD_DEVIATION);
    Model model = train(new Gmgan().build(supervised(prior, supervision), DATA, new RandomKey(1)));
    Sampler sampler = model.sampler().orElseThrow();
    Sampler third = ((Sampler.ConditionalSampler) sampler).forClass(2);
    // with sigma 0 every Gaussian gives one sample: Gaussians 2 and 6 represent class 2 of 4
    Sampler.ComponentSampler mixed = (Sampler.ComponentSampler) sampler;
    double[] either =
        Stream.of(2, 6)
            .flatMapToDouble(
                k -> Arrays.stream(Ops.doubles(mixed.component(k).sample(1, new RandomKey(1)))))
            .toArray();
    double[] samples = Ops.doubles(third.sample(60, new RandomKey(3)));
    int[] counts = new int[2];
    for (int i = 0; i < 60; i++) {
      int which = Math.abs(samples[2 * i] - either[0]) < 1e-4 ? 0 : 1;
      assertThat(samples[2 * i]).isCloseTo(either[2 * which], within(1e-4));
      assertThat(samples[2 * i + 1]).isCloseTo(either[2 * which + 1], within(1e-4));
      counts[which]++;
    }
    assertThat(counts[0]).isBetween(10, 50); // 30 ± five standard errors
  }

  @Test
  void supervision_needs_classes_and_a_gaussian_for_each() {
    var few = new FixedMixture(5, 3, 1, 0.1, FixedMixture.SigmaType.STANDARD_DEVIATION);
    assertThatThrownBy(
            () -> new Gmgan().build(supervised(few, Supervision.SIGMOID), DATA, new RandomKey(1)))
        .hasMessage(
            "prior.components must be at least the number of classes, 4, with supervision, but is 3");
    assertThatThrownBy(() -> new GmganConfig(few, Supervision.SOFTMAX, OPTIONS))
        .hasMessageStartingWith("penalties must be empty with supervision softmax");
  }
}
