package everymode.cli;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.metric.Evaluation.EvaluationSettings;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Training;
import everymode.tensor.Device;
import everymode.train.Event;
import everymode.train.PartExecutor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long is trained, what is measured afterwards, and what is said of a training that stopped.
final class TrainCommandTest {

  private static final List<String> NETWORKS =
      List.of(
          "batchSize=16",
          "generator={type: mlp, hiddenSizes: [8]}",
          "discriminator={type: mlp, hiddenSizes: [8]}");

  private static final Training.RunSettings SETTINGS =
      new Training.RunSettings(
          Device.CPU, 1, 0, 1, 0, EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder = Path.of("");

  @Test
  void minutes_take_the_place_of_steps() throws IOException {
    Path run = folder.resolve("run");
    Shell trained = train("ring", run, "--minutes", 0.005, "--metrics", "coverage");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.err()).contains(" steps · ").doesNotContain("1,000,000");
    assertThat(run.resolve("pictures/losses.svg")).exists();
    long reached = Recipe.read(run.resolve("recipe.yaml")).config().path("steps").asLong();
    assertThat(reached).isBetween(1L, 100_000L);
    assertThat(run.resolve("checkpoints"))
        .isDirectoryContaining(String.format(Locale.ROOT, "glob:**step-%08d.safetensors", reached));
    Shell further = Shell.run("resume", run, "--minutes", 0.001, "--no-eval");
    assertThat(further.code()).as(further.err()).isZero();
    assertThat(run.resolve("metrics.json")).doesNotExist();
    assertThat(run.resolve("report.html")).doesNotExist();
    assertThat(run.resolve("pictures")).doesNotExist();
    assertThat(Recipe.read(run.resolve("recipe.yaml")).config().path("steps").asLong())
        .isGreaterThan(reached);
    assertThat(Shell.run("resume", run, "--minutes", 1, "--steps", 1).err())
        .contains("give either --steps or --minutes, not both");
  }

  @Test
  void the_full_recipe_of_a_training_stopped_before_its_time_needs_a_new_end() throws IOException {
    Path run = folder.resolve("stopped");
    stopped(Recipe.of("gan", "ring", 1), OptionalDouble.of(10), run, 2);
    Path full = run.resolve("effective.yaml");
    Shell endless = Shell.run("train", "--recipe", full, "--out", folder.resolve("again"));
    assertThat(endless.code()).isEqualTo(2);
    assertThat(endless.err()).contains("end by time; give --minutes M or --steps N");
    Shell again =
        Shell.run(
            "train", "--recipe", full, "--out", folder.resolve("again"), "--steps", 2, "--no-eval");
    assertThat(again.code()).as(again.err()).isZero();
  }

  @Test
  void what_is_measured_after_the_training_is_chosen_as_in_evaluate() throws IOException {
    Path run = folder.resolve("run");
    Object[] choice = {"--metrics", "coverage,duplicates", "--samples", 50};
    Shell trained = train("ring", run, and(choice, "--steps", 4, "--eval-every", 2));
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("coverage").doesNotContain("density");
    byte[] scores = Files.readAllBytes(run.resolve("metrics.json"));
    assertThat(Json.read(run.resolve("metrics.json")).path("asked").asString())
        .isEqualTo("metrics coverage duplicates, 50 samples a draw");
    assertThat(Files.readAllLines(run.resolve("scores.jsonl")))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("duplicates").doesNotContain("density"));
    assertThat(Shell.run(and(new Object[] {"evaluate", run}, choice)).code()).isZero();
    assertThat(Files.readAllBytes(run.resolve("metrics.json"))).isEqualTo(scores);
    Shell further = Shell.run("resume", run, "--steps", 5, "--metrics", "recall");
    assertThat(further.out()).contains("recall").doesNotContain("duplicates");
  }

  @Test
  void a_network_is_trained_for_the_scores_after_the_training() {
    Path run = folder.resolve("run");
    Shell later = train("digits", run, "--steps", 1, "--features", "auto", "--eval-every", 1);
    assertThat(later.code()).isEqualTo(2);
    assertThat(later.err()).contains("--eval-every measures before --features auto trains");
    Shell without = train("ring", run, "--steps", 1, "--features", "auto");
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err()).contains("'ring' has no labels; give a network's file");
    assertThat(run).doesNotExist();
  }

  @Test
  void what_cannot_be_measured_is_said_before_the_training() throws IOException {
    Path run = folder.resolve("run");
    for (String[] wrong :
        new String[][] {
          {"--metrics", "covrage", "no metric called 'covrage'; did you mean 'coverage'?"},
          {"--metrics", "is", "metric is is not available for 'ring'"},
          {"--features", "nowhere.safetensors", "nowhere.safetensors"},
          {"--samples", "3", "--samples must be at least 10, but is 3"},
          {"--statistics", "nowhere.npz", "nowhere.npz"}
        }) {
      Shell shell = train("ring", run, "--steps", 1, wrong[0], wrong[1]);
      assertThat(shell.code()).as(shell.err()).isNotZero();
      assertThat(shell.err()).contains(wrong[2]).doesNotContain("cpu, 1 thread");
      assertThat(run).doesNotExist();
    }
    assertThat(train("ring", run, "--steps", 1, "--no-eval").code()).isZero();
    byte[] before = Files.readAllBytes(run.resolve("effective.yaml"));
    assertThat(Shell.run("resume", run, "--metrics", "is").err()).contains("is not available");
    assertThat(run.resolve("effective.yaml")).hasBinaryContent(before);
    assertThat(Shell.run("resume", run, "--no-eval").code()).isZero(); // it is not locked
  }

  @Test
  void without_evaluation_the_command_that_does_it_is_printed() throws IOException {
    Path run = folder.resolve("run");
    Shell trained = train("ring", run, "--steps", 2, "--no-eval");
    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("./everymode evaluate " + run).doesNotContain("coverage");
    assertThat(run.resolve("metrics.json")).doesNotExist();
    assertThat(run.resolve("report.html")).doesNotExist();
    Shell refused = train("ring", folder.resolve("other"), "--no-eval", "--metrics", "coverage");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("--no-eval measures nothing; leave it out, or the options");
    assertThat(Shell.run("evaluate", run, "--metrics", "coverage").code()).isZero();
    assertThat(Shell.run("resume", run, "--steps", 3, "--no-eval", "--json").last())
        .contains("\"run\":");
    assertThat(run.resolve("metrics.json")).doesNotExist();
  }

  @Test
  void the_report_of_a_stopped_training_says_so_and_how_it_is_made_again() throws IOException {
    Path run = folder.resolve("run");
    stopped(Recipe.of("gan", "ring", 5).set("steps=1000000"), OptionalDouble.empty(), run, 7);
    Shell measured = Shell.run("evaluate", run, "--metrics", "coverage");
    String stopped =
        "The training was stopped at step 7 of 1,000,000; continue it with './everymode resume "
            + run
            + "'.";
    assertThat(measured.out()).contains("note: " + stopped);
    String report = Files.readString(run.resolve("report.html"));
    assertThat(report).contains(stopped.replace("'", "&#39;"));
    String again = "train --recipe " + run.resolve("effective.yaml") + " --steps 7\n";
    assertThat(report).contains("./everymode " + again);

    Path other = folder.resolve("other");
    assertThat(
            Shell.run(and(again.strip().split(" "), "--out", other, "--metrics", "coverage"))
                .code())
        .isZero();
    assertThat(Json.read(other.resolve("metrics.json")).path("scores"))
        .isEqualTo(Json.read(run.resolve("metrics.json")).path("scores"));
    assertThat(Files.readString(other.resolve("report.html"))).doesNotContain("was stopped");

    assertThat(Shell.run("resume", run, "--steps", 9, "--no-eval").code()).isZero();
    assertThat(run.resolve("report.html")).doesNotExist(); // was of step 7
  }

  @Test
  void the_report_of_a_training_for_some_time_that_was_stopped_says_what_is_left() {
    Path run = folder.resolve("run");
    stopped(Recipe.of("gan", "ring", 5), OptionalDouble.of(100), run, 7);
    assertThat(Shell.run("evaluate", run, "--metrics", "coverage").out())
        .contains("The training was stopped at step 7, after 0.0 of 100.0 minutes; continue");
  }

  @Test
  void a_mixture_that_was_stopped_in_a_round_cannot_be_made_again_by_steps() throws IOException {
    Path run = folder.resolve("run");
    Recipe recipe = Recipe.of("bagging", "ring", 5).set("rounds=2").set("member.steps=5");
    stopped(recipe, OptionalDouble.empty(), run, 7);
    assertThat(Shell.run("evaluate", run, "--metrics", "coverage").out())
        .containsPattern("The training was stopped at step \\d+, in the stage '.+'; continue");
    assertThat(Files.readString(run.resolve("report.html"))).doesNotContain("everymode train");
  }

  @Test
  void a_training_that_is_going_on_was_not_stopped() {
    Path run = folder.resolve("run");
    List<String> measured = new ArrayList<>();
    Recipe recipe = Recipe.of("gan", "ring", 5).set("steps=3").set(NETWORKS);
    try (Training training =
        Training.begin(
            recipe,
            run,
            SETTINGS,
            event -> {
              if (event instanceof Event.Step step && step.step() == 2) {
                measured.add(Shell.run("evaluate", run, "--metrics", "coverage").out());
              }
            })) {
      training.train(() -> false);
    }
    assertThat(measured)
        .singleElement()
        .asString()
        .contains("note: The training is not finished; this is its state at step 0 of 3.");
  }

  @Test
  void a_stop_while_measuring_says_how_to_measure_later() throws Exception {
    Path run = folder.resolve("run");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String typed = "train gan --data digits --steps 1 --threads 1 --out " + run;
    List<String> command = new ArrayList<>(List.of(java, "-cp", classes, "everymode.cli.Main"));
    command.addAll(List.of(typed.split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      String line;
      while ((line = output.readLine()) != null) {
        lines.add(line.strip());
        if (lines.getLast().equals("training saved; measuring")) {
          process.toHandle().destroy(); // keeps the stream open
        }
      }
      assertThat(lines)
          .contains("stopped while measuring; the training is saved")
          .endsWith("./everymode evaluate " + run);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void stopped(Recipe recipe, OptionalDouble minutes, Path run, int steps) {
    Recipe small = recipe.family().equals("bagging") ? recipe : recipe.set(NETWORKS);
    int[] asked = {0};
    try (Training training = Training.begin(small, minutes, run, SETTINGS, _ -> {})) {
      assertThat(training.train(() -> asked[0]++ == steps)).isFalse();
    }
  }

  private static Shell train(String data, Path run, Object... more) {
    Object[] command = {"train", "gan", "--data", data, "--out", run, "--threads", 1};
    Object[] networks = NETWORKS.stream().flatMap(set -> Stream.of("--set", set)).toArray();
    return Shell.run(and(and(command, networks), more));
  }

  private static Object[] and(Object[] some, Object... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray();
  }
}
