package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.Kept;
import everymode.Tiny;
import everymode.data.Batch;
import everymode.data.Dataset;
import everymode.error.UsageException;
import everymode.model.bourgan.Bourgan;
import everymode.model.bourgan.BourganConfig;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.model.gan.GanModel;
import everymode.nn.Activation;
import everymode.nn.Mlp;
import everymode.nn.Norm;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.run.RunDirectory;
import everymode.sample.Sampler;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.Stateful;
import everymode.train.DefaultsContext;
import everymode.train.Model;
import everymode.train.Optimizer;
import everymode.train.Stage;
import everymode.train.TrainingLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The source of the density ratio, and the configuration of members.
final class CriticsTest {

  private static final Dataset POINTS = World.POINTS;

  @TempDir private Path folder = Path.of("");

  /// The second stage of the first round.
  private static Stage classify(Model model) {
    assertThat(model.stage(0)).isPresent();
    Stage stage = model.stage(1).orElseThrow();
    assertThat(stage.name()).isEqualTo("classify");
    return stage;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "base=wgan-gp|wgan-gp minimises the Wasserstein loss",
        "base=r3gan|r3gan compares samples in pairs",
        "base=gmgan|gmgan compares samples in pairs",
        "base=pacgan|pacgan scores 2 samples together",
        "member.loss.form=hinge|gan minimises the hinge loss",
        "member.loss.form=least-squares|gan minimises least squares",
        "base=acgan|acgan scores classes",
        "base=veegan|veegan does not score single samples",
      })
  void a_discriminator_without_a_density_ratio_is_rejected_and_a_classifier_used_instead(
      String setting, String reason) {
    MixtureConfig discriminatorConfig = World.configured(setting, "ratio.method=discriminator");
    assertThatThrownBy(() -> World.built(discriminatorConfig))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "ratio.method must be classifier, neighbours or auto, since the discriminator of %s, but is"
                    + " discriminator",
                reason));
    assertThat(World.configured(setting).ratio().method()).isEqualTo(RatioSpec.Method.AUTO);
    Stage stage = classify(World.built(World.configured(setting, "ratio.steps=17")));
    assertThat(stage)
        .isInstanceOfSatisfying(Stage.Play.class, play -> assertThat(play.steps()).isEqualTo(17));
  }

  @ParameterizedTest
  @CsvSource({"gan", "gmgan", "bourgan", "unrolled"})
  void a_discriminator_with_a_density_ratio_is_used_itself(String base) {
    for (String from : new String[] {"auto", "discriminator"}) {
      assertThat(unpaired(base, from))
          .isInstanceOfSatisfying(Stage.Fit.class, fit -> assertThat(fit.steps()).isZero());
    }
    assertThat(unpaired(base, "classifier")).isInstanceOf(Stage.Play.class);
  }

  private static Stage unpaired(String base, String method) {
    return classify(
        World.built(
            World.configured(
                "base=" + base, "member.loss.relativistic=false", "ratio.method=" + method)));
  }

  @Test
  void adagan_never_uses_a_discriminator() {
    Recipe recipe = Recipe.of("adagan", "tiny", 1).set("ratio.method=discriminator");
    MixtureConfig discriminatorConfig = recipe.over(new Adagan(), POINTS);
    assertThatThrownBy(() -> new Adagan().build(discriminatorConfig, POINTS, new RandomKey(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "since the discriminator of gan has not seen samples of the whole mixture, but is");
    Model model = new Adagan().build(new Adagan().defaults(POINTS), POINTS, new RandomKey(1));
    assertThat(classify(model)).isInstanceOf(Stage.Play.class);
  }

  /// With batch statistics, the score of a row would depend on the other rows.
  private static void usesEvaluationMode(UnaryOperator<Tensor> logit, Stateful state) {
    try (var _ = new Scope()) {
      Map<String, ByteBuffer> before = Kept.bytes(state);
      assertThat(before.keySet()).anyMatch(name -> name.endsWith("variance"));
      Tensor x = POINTS.train().all();
      Tensor all = logit.apply(x);
      Check.same(logit.apply(x), all);
      for (int i = 0; i < 5; i++) {
        Check.near(logit.apply(Ops.rows(x, i, 1)), 1e-5, Ops.rows(all, i, 1));
      }
      assertThat(Kept.bytes(state)).isEqualTo(before);
    }
  }

  @Test
  void a_discriminator_is_used_in_evaluation_mode() {
    GanConfig config =
        Recipe.of("gan", "tiny", 1)
            .set("steps=5")
            .set("batchSize=16")
            .set("discriminator={type: mlp, hiddenSizes: [8], norm: batch}")
            .over(new Gan(), POINTS);
    GanModel gan = new GanModel(config, POINTS, new RandomKey(1));
    new TrainingLoop(gan, new RandomKey(2), _ -> {}).finish();
    usesEvaluationMode(gan::logit, gan);
  }

  @Test
  void a_classifier_is_used_in_evaluation_mode() {
    Mlp net = new Mlp(List.of(8), Activation.LEAKY_RELU, new Norm.Batch(), 0);
    RatioClassifier ratioClassifier = ratioClassifier(POINTS, net, 5, 16, POINTS.batches()::batch);
    usesEvaluationMode(ratioClassifier::logit, ratioClassifier);
  }

  private interface Rows {
    Batch batch(long draw, int n, RandomKey key);
  }

  private static RatioClassifier ratioClassifier(
      Dataset data, Mlp net, long steps, int batch, Rows generated) {
    RatioSpec spec =
        new RatioSpec(
            RatioSpec.Method.CLASSIFIER, 0, net, steps, batch, 0, Optimizer.Adam.of(1e-2), 50);
    RatioClassifier ratioClassifier = new RatioClassifier(spec, data.domain(), new RandomKey(1));
    Sampler sampler = (n, key) -> generated.batch(0, n, key).x();
    new TrainingLoop(
            Model.of(ratioClassifier.stage(data, sampler), sampler), new RandomKey(2), _ -> {})
        .finish();
    return ratioClassifier;
  }

  /// For unit normal distributions with means 0 and 1, ln p(x) − ln g(x) = 1/2 − x.
  @Test
  void a_classifiers_logit_is_the_log_ratio_of_real_to_generated_density() {
    try (var _ = new Scope()) {
      int n = 20_000;
      Dataset data = Tiny.of(Ops.floats(RandomTensors.normal(new RandomKey(6), n, 1)), n, 1);
      RatioClassifier ratioClassifier =
          ratioClassifier(
              data,
              Mlp.of(16),
              600,
              256,
              (_, rows, key) ->
                  new Batch(
                      Ops.plus(RandomTensors.normal(key, rows, 1), 1), Ops.range(rows), null));
      float[] x = {-1, -0.5f, 0, 0.5f, 1, 1.5f, 2};
      double[] logits = Ops.doubles(ratioClassifier.logit(Ops.of(x, x.length, 1)).detach());
      for (int i = 0; i < x.length; i++) {
        assertThat(logits[i]).as("at %s", x[i]).isCloseTo(0.5 - x[i], within(0.25));
      }
    }
  }

  @Test
  void a_mixture_of_mixtures_is_rejected() {
    for (String base : new String[] {"pointwise", "bagging", "adagan"}) {
      MixtureConfig config = World.configured("base=" + base);
      assertThatThrownBy(() -> World.built(config))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("base must be a family of single generators, but is " + base);
    }
  }

  @Test
  void an_unknown_base_is_rejected_with_the_closest_name() {
    assertThatThrownBy(() -> World.configured("base=gna"))
        .isInstanceOf(UsageException.class)
        .hasMessage("no family called 'gna'; did you mean 'gan'?");
  }

  @Test
  void the_base_has_its_own_defaults_and_the_configuration_survives_a_recipe() {
    MixtureConfig config =
        World.configured(
            "base=bourgan",
            "member.alpha=0.25",
            "update={threshold: 0.2, enough: 3}",
            "ratio.at=40",
            "rounds=7");
    var part = DefaultsContext.of(POINTS).costing(4.8); // four rounds, each with its classifier
    BourganConfig defaults = new Bourgan().defaults(part);
    assertThat(World.configured("base=bourgan").member()).isEqualTo(defaults);
    assertThat(config.member())
        .isInstanceOfSatisfying(
            BourganConfig.class,
            member -> {
              assertThat(member.alpha()).isEqualTo(0.25);
              assertThat(member.settings()).isEqualTo(defaults.settings());
            });
    assertThat(config.update()).isEqualTo(new WeightUpdate.Doubling(0.2, false, 3));
    String text = Recipe.of("pointwise", "tiny", 4).yaml(config);
    Path file = folder.resolve("recipe.yaml");
    RunDirectory.write(file, text.getBytes(StandardCharsets.UTF_8));
    Recipe back = Recipe.read(file);
    assertThat(back.over(new Pointwise(), POINTS)).isEqualTo(config);
    assertThat(back.yaml(config)).isEqualTo(text);
    assertThatThrownBy(() -> World.configured("base=gan", "member.alpha=1"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no key called 'member.alpha'");
  }
}
