package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.metric.Evaluation;
import everymode.run.Training.OnAlarm;
import everymode.tensor.Device;
import everymode.train.Event;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlarmWatcherTest {

  @TempDir private Path folder = Path.of("");

  private static Training.RunSettings settings(OnAlarm onAlarm) {
    var evaluation = Evaluation.EvaluationSettings.defaults();
    return new Training.RunSettings(
        Device.CPU, 1, 20, 2, 0, evaluation, PartExecutor.THREADS, onAlarm);
  }

  /// A game with checks after every 16 steps.
  private static Recipe recipe(String... changes) {
    Recipe recipe =
        Recipe.of("gan", "ring", 1)
            .set("steps=400")
            .set("batchSize=2048")
            .set("generator.hiddenSizes=[8]")
            .set("discriminator.hiddenSizes=[8]");
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    return recipe;
  }

  /// A generator whose samples are far away soon.
  private static Recipe failing() {
    return recipe("generatorOptimizer.learningRate=1", "emaDecay=0");
  }

  private static BooleanSupplier after(int steps) {
    int[] asked = {0};
    return () -> asked[0]++ == steps;
  }

  private Path train(String name, Recipe recipe, OnAlarm onAlarm, List<Event> seen) {
    Path run = folder.resolve(name);
    try (Training training = Training.begin(recipe, run, settings(onAlarm), seen::add)) {
      training.train(() -> false);
    }
    return run;
  }

  private static String hash(Path run) {
    try (Trained trained = Trained.open(run, Device.CPU)) {
      return trained.stateHash();
    }
  }

  @Test
  void watching_changes_nothing_and_writes_a_line_a_check() throws IOException {
    Path watched = train("watched", recipe(), OnAlarm.REPORT, new ArrayList<>());
    Path alone = train("alone", recipe(), OnAlarm.NOT_WATCHED, new ArrayList<>());
    assertThat(hash(watched)).isEqualTo(hash(alone));
    assertThat(Files.readAllLines(watched.resolve("signals.jsonl"))).hasSize(400 / 11);
    assertThat(alone.resolve("signals.jsonl")).doesNotExist();
  }

  @Test
  void a_resumed_training_sees_what_an_uninterrupted_one_does() throws IOException {
    Path whole = train("whole", failing(), OnAlarm.REPORT, new ArrayList<>());
    Path cut = folder.resolve("cut");
    Training.RunSettings settings = settings(OnAlarm.REPORT);
    try (Training training = Training.begin(failing(), cut, settings, _ -> {})) {
      training.train(after(192));
    }
    try (Training training = Training.resume(cut, settings, _ -> {}, _ -> {})) {
      training.train(() -> false);
    }
    assertThat(withoutGradients(cut)).isEqualTo(withoutGradients(whole)).hasSize(400 / 11);
  }

  /// The lines but for what is seen between checks, which a stop cuts short.
  private static List<String> withoutGradients(Path run) throws IOException {
    return Files.readAllLines(run.resolve("signals.jsonl")).stream()
        .map(line ->
            line.replaceAll("\"(generator|discriminator)-gradient\":[^,]*,", "")
                .replaceAll("\"(alignment|rotation)\":[^,]*,", ""))
        .toList();
  }

  @Test
  void a_game_that_fails_is_reported_once_and_goes_on() {
    List<Event> seen = new ArrayList<>();
    train("run", failing(), OnAlarm.REPORT, seen);
    List<Event> alarms = seen.stream().filter(Event.Alarmed.class::isInstance).toList();
    assertThat(alarms).isNotEmpty().hasSizeLessThan(5);
    assertThat(((Event.Alarmed) alarms.getFirst()).steps()).isBetween(128L, 200L);
    assertThat(seen).last().isInstanceOf(Event.Finished.class);
  }

  @Test
  void a_game_that_fails_can_be_stopped() {
    List<Event> seen = new ArrayList<>();
    Path run = train("run", failing(), OnAlarm.STOP, seen);
    long at =
        seen.stream()
            .filter(Event.Alarmed.class::isInstance)
            .map(event -> ((Event.Alarmed) event).steps())
            .findFirst()
            .orElseThrow();
    assertThat(seen).last().isEqualTo(new Event.Stopped(at));
    assertThat(run.resolve("checkpoints"))
        .isDirectoryContaining(String.format("glob:**step-%08d.safetensors", at));
  }

  @Test
  void a_game_that_has_failed_goes_back_to_its_last_good_checkpoint() throws IOException {
    // It learns, and then its rate rises.
    Recipe recipe =
        recipe(
            "steps=1600",
            "generatorOptimizer.decay={type: linear, start: 800, end: 801, factor: 2000}",
            "emaDecay=0");
    Path run = train("run", recipe, OnAlarm.ROLL_BACK, new ArrayList<>());
    String latest = Files.readString(run.resolve("checkpoints/latest"));
    long step = Long.parseLong(latest.replaceAll("\\D", ""));
    assertThat(step).isBetween(20L, 820L);
    List<String> lines = Files.readAllLines(run.resolve("signals.jsonl"));
    assertThat(lines).allMatch(line -> line.contains("\"alarm\":\"\""));
    assertThat(Json.read(lines.getLast()).path("at").asLong()).isLessThanOrEqualTo(step);
    try (Trained trained = Trained.open(run, Device.CPU)) {
      assertThat(trained.steps()).isEqualTo(step);
    }
  }
}
