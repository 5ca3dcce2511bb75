package everymode.model.bourgan;

import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Everymode;
import everymode.Tiny;
import everymode.classifier.ClassifierDistance;
import everymode.classifier.DistanceSpec;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.embedding.BourgainEmbedding;
import everymode.embedding.Distance;
import everymode.embedding.IncrementalEmbedding;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor;
import everymode.model.gan.Gan;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.StateSnapshot;
import everymode.train.Action;
import everymode.train.DefaultsContext;
import everymode.train.Event;
import everymode.train.Model;
import everymode.train.Stage;
import everymode.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BourganTest {

  private static final Dataset DATA = Tiny.points();
  private static final BourganConfig DEFAULTS = new Bourgan().defaults(DATA);

  private static BourganConfig with(String from, double sigma, double alpha) {
    return new BourganConfig(
        DEFAULTS.distance(), DEFAULTS.embedding(), from, sigma, alpha, DEFAULTS.settings());
  }

  private static Model trained(BourganConfig config, long steps) {
    Model model = new Bourgan().build(config, DATA, new RandomKey(1));
    TrainingLoop run = new TrainingLoop(model, new RandomKey(1).fold("run"), _ -> {});
    for (long i = 0; i < steps; i++) {
      run.step();
    }
    return model;
  }

  @Test
  void the_rows_are_embedded_before_the_game_is_trained() {
    List<String> stages = new ArrayList<>();
    Model model = new Bourgan().build(DEFAULTS, DATA, new RandomKey(1));
    TrainingLoop run =
        new TrainingLoop(
            model,
            new RandomKey(1),
            event -> {
              if (event instanceof Event.Step step && !stages.contains(step.stage())) {
                stages.add(step.stage());
              }
            });
    for (int i = 0; i < 6; i++) {
      // a run that is stopped early samples from an untrained network
      assertThat(Ops.finite(model.sampler().orElseThrow().sample(10, new RandomKey(2)))).isTrue();
      run.step();
    }
    assertThat(stages).containsExactly("embed", "train");
  }

  @Test
  void with_weight_0_the_term_is_absent() {
    var game = (Stage.Play) trained(with("", 0.01, 0), 4).stage(1).orElseThrow();
    Action.Update withoutTermUpdate = (Action.Update) game.actions().get(1);
    var withTerm = (Stage.Play) trained(DEFAULTS, 4).stage(1).orElseThrow();
    Action.Update withTermUpdate = (Action.Update) withTerm.actions().get(1);
    var context =
        new everymode.train.StepContext(
            () -> game.data().batch(0, 16, new RandomKey(3)), 16, 0, new RandomKey(4));
    double withoutTerm = withoutTermUpdate.objective().at(context).item_double();
    var again =
        new everymode.train.StepContext(
            () -> game.data().batch(0, 16, new RandomKey(3)), 16, 0, new RandomKey(4));
    assertThat(withTermUpdate.objective().at(again).item_double()).isGreaterThan(withoutTerm);
  }

  @Test
  void an_existing_embedding_is_used_and_kept(@TempDir Path folder) {
    IncrementalEmbedding rows =
        new IncrementalEmbedding(
            BourgainEmbedding.Settings.defaults(),
            DATA,
            Distance.euclidean(DATA.domain()),
            new RandomKey(8));
    for (long i = 0; i < rows.steps(); i++) {
      rows.step(i);
    }
    Path file = folder.resolve("embedding.npz");
    rows.embedded().orElseThrow().write(file, DATA);
    Model model = trained(with(file.toString(), 0.01, 0.1), 2);
    Tensor places = Objects.requireNonNull(StateSnapshot.of(model).get("prior.places"));
    same(places, rows.embedded().orElseThrow().places());
    assertThatThrownBy(() -> trained(with("nowhere.npz", 0.01, 0.1), 1))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("nowhere.npz: does not exist");
  }

  @Test
  void a_custom_distance_is_used_and_an_invalid_one_is_reported_at_once() {
    Distance horizontal = (a, b) -> a.sub(b).select(1, 0).abs();
    var result = Everymode.train(new Bourgan(horizontal), DATA).steps(3).run();
    assertThat(result.samples(5)).hasSize(10);
    assertThatThrownBy(() -> Everymode.train(new Bourgan((a, b) -> a.sub(b)), DATA).steps(3).run())
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("must return one finite number per pair");
  }

  /// A classifier whose logits are the coordinates of a point.
  private record Plain(List<String> classes) implements FeatureExtractor {
    @Override
    public String id() {
      return "classifier:plain";
    }

    @Override
    public int channels() {
      return 0;
    }

    @Override
    public Output extract(Tensor x) {
      return Autograd.gradientIfRequired(x, () -> new Output(x, classes.isEmpty() ? null : x));
    }
  }

  @Test
  void a_classifier_distance_is_differentiable() {
    Distance distance = new ClassifierDistance(new Plain(List.of("left", "right")));
    Tensor x = Ops.of(new float[] {0, 0, 100, -100}, 2, 2);
    x.requires_grad_(true);
    Tensor view = distance.view(x); // (1/2, 1/2) and (1, 0)
    Tensor d = distance.between(Ops.rows(view, 0, 1), Ops.rows(view, 1, 1));
    everymode.Check.near(d, 1e-6, Math.sqrt(0.5));
    Tensor gradient = Autograd.gradients(d.sum(), List.of(x)).get(0);
    assertThat(gradient.abs().max().item_double()).isGreaterThan(0.1);
    assertThatThrownBy(() -> new ClassifierDistance(new Plain(List.of())))
        .hasMessageContaining("does not distinguish classes");
    assertThatThrownBy(
            () -> new DistanceSpec.Classifier("nowhere.safetensors").build(Datasets.open("digits")))
        .hasMessageContaining("there is no classifier nowhere.safetensors");
  }

  @Test
  void values_are_validated_and_the_game_options_are_those_of_gan() {
    assertThatThrownBy(() -> with("", -1, 0)).hasMessage("sigma must be at least 0, but is -1.0");
    assertThatThrownBy(() -> with("", 0, Double.NaN))
        .hasMessage("alpha must be at least 0, but is NaN");
    var shorter = DefaultsContext.of(DATA).costing(1.5); // a second batch for the distances
    assertThat(DEFAULTS.settings()).isEqualTo(new Gan().defaults(shorter).settings());
    assertThat(new Bourgan().defaults(Tiny.images()).sigma()).isEqualTo(0.1);
  }
}
