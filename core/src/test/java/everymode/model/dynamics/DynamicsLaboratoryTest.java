package everymode.model.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Kept;
import everymode.config.ConfigRecords;
import everymode.data.Domain;
import everymode.dynamics.Dynamics;
import everymode.dynamics.HasGame;
import everymode.dynamics.Trace;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.report.RunReport;
import everymode.tensor.Device;
import everymode.tensor.StateSnapshot;
import everymode.train.DefaultsContext;
import everymode.train.Model;
import everymode.train.PartExecutor;
import everymode.train.TrainingLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of a family, for one without data and samples, and its runs.
final class DynamicsLaboratoryTest {

  private static final DynamicsLaboratory FAMILY = new DynamicsLaboratory();
  private static final String D1 =
      "start: {type: given, means: [-1, 1], endpoints: [-1, 1, 2.2, 2.3]}, intervals: clamped";
  private static final Training.RunSettings SETTINGS =
      new Training.RunSettings(
          Device.CPU, 1, 5, 9, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder = Path.of("");

  private static DynamicsConfig config(String changes) {
    var context = new DefaultsContext(Optional.empty(), _ -> Optional.empty());
    return ConfigRecords.changed(FAMILY.defaults(context), "{" + changes + "}", "test");
  }

  private static Model model(String changes, long seed) {
    return new DynamicsModel(config(changes), new RandomKey(seed).fold("init"));
  }

  private static TrainingLoop loop(String changes, long seed) {
    return new TrainingLoop(model(changes, seed), new RandomKey(seed).fold("run"), _ -> {});
  }

  private static Map<String, ByteBuffer> end(TrainingLoop loop) {
    loop.finish();
    return Kept.bytes(loop);
  }

  @Test
  void has_the_settings_of_a_map_as_defaults() {
    DynamicsConfig defaults = config("");
    assertThat(defaults)
        .isEqualTo(
            config(
                """
                target: [-0.5, 0.5], start: {type: drawn, means: 1, endpoints: 2},
                dynamics: simultaneous, intervals: signed,
                generatorRate: .1, discriminatorRate: 0.1, steps: 3000
                """));
    assertThat(config("dynamics: {type: unrolled, k: 3}").dynamics())
        .isEqualTo(new Dynamics.Unrolled(3, false));
    assertThat(ConfigRecords.changed(defaults, ConfigRecords.tree(defaults).toString(), "tree"))
        .isEqualTo(defaults);
    assertThat(FAMILY.needsData() || FAMILY.generates()).isFalse();
    assertThat(FAMILY.accepts(new Domain.Points(2))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dynamics: optimal",
        "dynamics: simultaneous",
        "dynamics: alternating",
        "dynamics: in-place",
        "dynamics: unrolled",
        "dynamics: {type: unrolled, stopped: true}",
        D1
      })
  void resuming_at_any_step_gives_the_same_bytes(String changes) {
    String all = changes + ", steps: 7";
    Map<String, ByteBuffer> end = end(loop(all, 1));
    TrainingLoop original = loop(all, 1);
    int cuts = 0;
    do {
      TrainingLoop fresh = loop(all, 1);
      StateSnapshot.into(fresh, Kept.copy(original));
      assertThat(Kept.bytes(fresh)).isEqualTo(Kept.bytes(original));
      assertThat(end(fresh)).as("resumed at cut %d", cuts).isEqualTo(end);
      cuts++;
    } while (original.step());
    assertThat(cuts).isGreaterThan(7);
    assertThat(end(loop(all, 1))).isEqualTo(end);
    if (!changes.equals(D1)) {
      assertThat(end(loop(all, 2))).isNotEqualTo(end);
    }
  }

  @Test
  void a_game_needs_no_native_memory() {
    TrainingLoop loop = loop("", 1);
    loop.step();
    long before = Pointer.totalCount();
    loop.finish();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before + 10);
  }

  @Test
  void a_stopped_run_is_resumed_to_the_same_result_and_reported() throws IOException {
    Recipe recipe = Recipe.of("dynamics", "", 3).set("dynamics=unrolled").set("steps=40");
    Path whole = folder.resolve("whole");
    try (Training training = Training.begin(recipe, whole, SETTINGS, _ -> {})) {
      assertThat(training.train(() -> false)).isTrue();
    }
    Path parts = folder.resolve("parts");
    int[] asked = {0};
    try (Training first = Training.begin(recipe, parts, SETTINGS, _ -> {})) {
      assertThat(first.train(() -> asked[0]++ >= 13)).isFalse();
    }
    try (Training rest = Training.resume(parts, SETTINGS, _ -> {}, _ -> {})) {
      assertThat(rest.train(() -> false)).isTrue();
    }
    try (Trained one = Trained.open(whole, Device.CPU);
        Trained two = Trained.open(parts, Device.CPU)) {
      assertThat(one.stateHash()).isEqualTo(two.stateHash());
      HasGame played = two.model().capability(HasGame.class).orElseThrow();
      assertThat(Trace.of(played.game(), played.start(), 40, 10).last()).isEqualTo(played.now());
      RunReport.report(two, new Scores(Map.of(), Map.of(), Map.of()), 1);
    }
    assertThat(Files.readString(parts.resolve("report.html")))
        .contains("after 40 steps the means are at", "first target", "second right")
        .contains("href=\"pictures/dynamics.html\"", "total variation", "mean error");
    assertThat(Files.readString(parts.resolve("pictures").resolve("trace.csv")).lines())
        .hasSize(42)
        .startsWith("step,mean1,mean2,left1,right1,left2,right2,total_variation,mean_error");
    assertThat(Files.readString(parts.resolve("pictures").resolve("dynamics.html")))
        .contains("type=\"range\" min=\"0\" max=\"40\"", "Step 0: means", "Step 40: means");
  }

  @Test
  void the_report_says_which_behaviour_a_game_shows() throws IOException {
    Path run = folder.resolve("d1");
    Recipe recipe =
        Recipe.of("dynamics", "", 1)
            .set("start={type: given, means: [-1, 1], endpoints: [-1, 1, 2.2, 2.3]}")
            .set(List.of("intervals=clamped", "steps=1000"));
    try (Training training = Training.begin(recipe, run, SETTINGS, _ -> {})) {
      assertThat(training.train(() -> false)).isTrue();
      RunReport.report(training.trained(), new Scores(Map.of(), Map.of(), Map.of()), 1);
    }
    assertThat(Files.readString(run.resolve("report.html")))
        .contains(
            "Mode collapse: after 1,000 steps the means are at 0.000 and 0.000; the target is −0.500 and 0.500.",
            "At the end the total variation distance is 0.0581. Each interval of the discriminator has vanished.");
  }

  @Test
  void mistakes_are_one_sentence_with_the_key() {
    assertThatThrownBy(() -> config("start: {type: given, means: [1], endpoints: [0, 1, 2, 3]}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("start.means must be two numbers, but are [1.0]");
    assertThatThrownBy(() -> config("start: {type: given, means: [1, 2], endpoints: [0, 2, 1, 3]}"))
        .hasMessageContaining(
            "start.endpoints must be four numbers in increasing order, but are [0.0, 2.0, 1.0, 3.0]");
    assertThatThrownBy(() -> config("target: [a, b]"))
        .hasMessageContaining("target[0] must be a number, but is 'a'");
    assertThatThrownBy(() -> config("target: [0, .inf]")).hasMessageContaining("target");
    assertThatThrownBy(() -> config("discriminatorRate: 0"))
        .hasMessageContaining("discriminatorRate must be above 0");
    assertThatThrownBy(() -> config("dynamics: {type: in-place, k: 0}"))
        .hasMessageContaining("dynamics.k must be at least 1, but is 0");
  }
}
