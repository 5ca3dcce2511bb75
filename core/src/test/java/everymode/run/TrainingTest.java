package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.io.TensorFile;
import everymode.metric.Evaluation;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Precision;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.PartExecutor;
import everymode.train.RisingScale;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {

  private static final Training.RunSettings OPTIONS =
      new Training.RunSettings(
          Device.CPU, 1, 10, 9, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);

  @TempDir private Path folder = Path.of("");

  @Test
  void resuming_after_any_step_is_bitwise_equal_to_an_uninterrupted_run() throws IOException {
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    train(recipe("ring"), whole, TrainingTest::never);
    train(recipe("ring"), cut, after(7));
    assertThat(pointer(cut)).isEqualTo("step-00000007.safetensors");
    resume(cut, after(6));
    resume(cut, TrainingTest::never);
    assertThat(tensors(cut)).isEqualTo(tensors(whole)).isNotEmpty();
    assertThat(Trained.open(cut, Device.CPU).stateHash())
        .isEqualTo(Trained.open(whole, Device.CPU).stateHash());
    assertThat(steps(cut)).isEqualTo(steps(whole));
    assertThat(names(cut.resolve("samples"))).isEqualTo(names(whole.resolve("samples")));
  }

  @Test
  void a_resume_keeps_the_precision_of_the_beginning() throws IOException {
    assumeThat(Precision.processorHasBf16()).isTrue();
    Path data = folder.resolve("images");
    images(data, 1);
    Recipe recipe =
        recipe(data.toString())
            .set("generator={type: hybrid, hiddenSizes: [8], channels: [2], norm: batch}");
    Device half = Device.CPU.with(Precision.BF16);
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    Path single = folder.resolve("single");
    try (Training training = Training.begin(recipe, whole, OPTIONS.on(half), _ -> {})) {
      training.train(TrainingTest::never);
    }
    try (Training training = Training.begin(recipe, cut, OPTIONS.on(half), _ -> {})) {
      training.train(after(7));
    }
    resume(cut, TrainingTest::never);
    train(recipe, single, TrainingTest::never);
    assertThat(tensors(cut)).isEqualTo(tensors(whole)).isNotEqualTo(tensors(single));
    assertThat(Files.readString(cut.resolve("provenance.json")))
        .contains("\"precision\" : \"bf16\"");
  }

  @Test
  void a_resume_discards_events_after_its_checkpoint() throws IOException {
    Path run = folder.resolve("run");
    train(recipe("ring"), run, after(15));
    byte[] before = Files.readAllBytes(run.resolve("events.jsonl"));
    Files.writeString(run.resolve("checkpoints/latest"), "step-00000010.safetensors");
    Files.write(
        run.resolve("events.jsonl"),
        concat(before, "{\"event\":\"st".getBytes(StandardCharsets.UTF_8)));
    try (Training training = Training.resume(run, OPTIONS, _ -> {}, _ -> {})) {
      assertThat(training.steps()).isEqualTo(10);
      assertThat(training.finished()).isFalse();
      assertThat(steps(run)).hasSize(10);
      assertThat(names(run.resolve("samples"))).hasSize(5).last().isEqualTo("step-00000010.png");
    }
  }

  @Test
  void a_finished_training_does_nothing_more() throws IOException {
    Path run = folder.resolve("run");
    train(recipe("ring"), run, TrainingTest::never);
    Map<String, List<Double>> before = tensors(run);
    try (Training training = Training.resume(run, OPTIONS, _ -> {}, _ -> {})) {
      assertThat(training.finished()).isTrue();
      assertThat(training.train(TrainingTest::never)).isTrue();
      assertThat(training.steps()).isEqualTo(20);
    }
    assertThat(tensors(run)).isEqualTo(before);
  }

  @Test
  void rejects_a_changed_recipe() throws IOException {
    Path run = folder.resolve("run");
    train(recipe("ring"), run, after(3));
    Path effective = run.resolve("effective.yaml");
    String text = Files.readString(effective);
    Files.writeString(effective, text.replace("batchSize: 16", "batchSize: 17"));
    assertThatThrownBy(() -> resume(run, TrainingTest::never))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("was saved with another recipe than " + effective);
    Files.writeString(effective, text);
    resume(run, TrainingTest::never); // the previous failure released the lock
  }

  @Test
  void a_run_of_another_version_is_to_be_trained_again() throws IOException {
    Path run = folder.resolve("run");
    train(recipe("ring"), run, after(3));
    Path effective = run.resolve("effective.yaml");
    Files.writeString(effective, Files.readString(effective).replace("batchSize:", "batch:"));
    assertThatThrownBy(() -> resume(run, TrainingTest::never))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("no key called 'batch'; did you mean 'batchSize'?")
        .hasMessageStartingWith(run + " was trained by another version");
  }

  @Test
  void rejects_changed_data() throws IOException {
    Path data = folder.resolve("images");
    images(data, 1);
    Path run = folder.resolve("run");
    train(recipe(data.toString()), run, after(2));
    images(data, 2);
    assertThatThrownBy(() -> resume(run, TrainingTest::never))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("are not those that " + run + " was trained on");
    images(data, 1);
    resume(run, after(1));
    Files.delete(data);
    assertThatThrownBy(() -> resume(run, TrainingTest::never))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("there is no such file or folder");
  }

  @Test
  void a_moved_run_can_be_resumed() throws IOException {
    Path run = folder.resolve("run");
    train(recipe("ring"), run, after(3));
    Path moved = Files.move(run, folder.resolve("other name"));
    resume(moved, TrainingTest::never);
    assertThat(pointer(moved)).isEqualTo("step-00000020.safetensors");
  }

  @Test
  void a_running_training_cannot_be_resumed() {
    Path run = folder.resolve("run");
    try (Training training = Training.begin(recipe("ring"), run, OPTIONS, _ -> {})) {
      assertThat(training.steps()).isZero();
      assertThatThrownBy(() -> resume(run, TrainingTest::never))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("another training is running in " + run);
    }
  }

  @Test
  void an_invalid_recipe_leaves_no_directory() {
    Path run = folder.resolve("run");
    for (Recipe wrong :
        List.of(
            recipe("rign"),
            recipe("ring").set("btach=3"),
            recipe("ring").set("batchSize=0"),
            Recipe.of("gna", "ring", 1))) {
      assertThatThrownBy(() -> Training.begin(wrong, run, OPTIONS, _ -> {}))
          .isInstanceOf(UsageException.class);
    }
    assertThat(run).doesNotExist();
  }

  @Test
  void a_failed_start_leaves_no_directory() {
    Path run = folder.resolve("run");
    Device absent = new Device("cuda:99");
    assertThatThrownBy(() ->
            Training.begin(
                recipe("ring"),
                run,
                new Training.RunSettings(
                    absent,
                    1,
                    0,
                    1,
                    0,
                    Evaluation.EvaluationSettings.defaults(),
                    PartExecutor.THREADS),
                _ -> {}))
        .isInstanceOf(RuntimeException.class);
    assertThat(run).doesNotExist();
  }

  @Test
  void a_non_finite_loss_stops_and_keeps_the_previous_checkpoint() throws IOException {
    Path run = folder.resolve("run");
    Recipe wild =
        recipe("ring")
            .set("discriminatorOptimizer={type: sgd, learningRate: 1e30}")
            .set("loss.form=wasserstein");
    assertThatThrownBy(() -> train(wild, run, TrainingTest::never))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("at step");
    assertThat(pointer(run)).isEqualTo("step-00000000.safetensors");
    assertThat(tensors(run)).isNotEmpty();
  }

  @Test
  void a_watcher_that_breaks_on_a_failure_does_not_hide_its_cause() {
    Path run = folder.resolve("run");
    try (Training training =
        Training.begin(
            recipe("ring"),
            run,
            OPTIONS,
            event -> {
              if (event instanceof Event.Step) {
                throw new EverymodeException("the cause");
              }
              if (event instanceof Event.Failed) {
                throw new EverymodeException("a consequence");
              }
            })) {
      assertThatThrownBy(() -> training.train(TrainingTest::never))
          .hasMessage("the cause")
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gan", "gmgan", "bourgan", "veegan", "mixplus", "wgan-gp", "inclusive", "aeotgan"})
  void more_steps_give_the_bytes_of_a_run_that_had_them_from_the_beginning(String family)
      throws IOException {
    Recipe base = Recipe.of(family, "ring", 5).set("batchSize=16");
    Path whole = folder.resolve("whole");
    Path part = folder.resolve("part");
    train(base.set("steps=30"), whole, TrainingTest::never);
    train(base.set("steps=20"), part, TrainingTest::never);
    Files.createFile(part.resolve("metrics.json"));
    resumeTo(part, 25, after(3)); // stopped on the way
    assertThat(part.resolve("metrics.json")).doesNotExist();
    resumeTo(part, 30, TrainingTest::never);
    assertThat(tensors(part)).isEqualTo(tensors(whole)).isNotEmpty();
    assertThat(Trained.open(part, Device.CPU).stateHash())
        .isEqualTo(Trained.open(whole, Device.CPU).stateHash());
    for (String file : List.of("recipe.yaml", "effective.yaml")) {
      assertThat(part.resolve(file)).hasSameTextualContentAs(whole.resolve(file));
    }
    assertThat(Json.read(part.resolve("provenance.json")).path("configHash"))
        .isEqualTo(Json.read(whole.resolve("provenance.json")).path("configHash"));
    assertThat(steps(part)).isEqualTo(steps(whole));
    resume(part, TrainingTest::never); // an ordinary finished run
  }

  @Test
  void fewer_steps_are_possible_until_they_are_done() throws IOException {
    Path short1 = folder.resolve("short");
    train(recipe("ring").set("steps=12"), short1, TrainingTest::never);
    for (int done : new int[] {7, 12}) {
      Path run = folder.resolve("run" + done);
      train(recipe("ring"), run, after(done));
      resumeTo(run, 12, TrainingTest::never);
      assertThat(tensors(run)).isEqualTo(tensors(short1));
      byte[] before = Files.readAllBytes(run.resolve("effective.yaml"));
      assertThatThrownBy(() -> resumeTo(run, 11, TrainingTest::never))
          .isInstanceOf(UsageException.class)
          .hasMessage("--steps must be at least 12, the steps that are done, but is 11");
      assertThat(run.resolve("effective.yaml")).hasBinaryContent(before);
      resume(run, TrainingTest::never);
    }
  }

  @Test
  void a_process_that_is_killed_while_steps_change_leaves_a_run_that_resumes() throws IOException {
    Path whole = folder.resolve("whole");
    train(recipe("ring").set("steps=30"), whole, TrainingTest::never);
    Path run = folder.resolve("run");
    train(recipe("ring"), run, TrainingTest::never);
    Map<String, byte[]> old = new LinkedHashMap<>();
    for (String file : List.of("recipe.yaml", "effective.yaml", "checkpoints/latest")) {
      old.put(file, Files.readAllBytes(run.resolve(file)));
    }
    byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoints").resolve(pointer(run)));
    resumeTo(run, 30, after(5));

    // After the provenance was written, only that.
    for (var file : old.entrySet()) {
      Files.write(run.resolve(file.getKey()), file.getValue());
    }
    Files.write(run.resolve("checkpoints/step-00000020.safetensors"), checkpoint);
    resume(run, TrainingTest::never);
    assertThat(Trained.open(run, Device.CPU).steps()).isEqualTo(20);

    // After the recipe was written, but no checkpoint.
    resumeTo(run, 30, after(5));
    Files.write(run.resolve("checkpoints/latest"), old.get("checkpoints/latest"));
    Files.write(run.resolve("checkpoints/step-00000020.safetensors"), checkpoint);
    assertThat(Trained.open(run, Device.CPU).steps()).isEqualTo(20);
    resume(run, TrainingTest::never);
    assertThat(tensors(run)).isEqualTo(tensors(whole));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pointwise", "bagging", "adagan"})
  void rounds_are_not_counted_in_steps(String family) {
    Path run = folder.resolve("run");
    train(
        Recipe.of(family, "ring", 5).set("rounds=1").set("member.steps=5").set("ratio.at=5"),
        run,
        after(2));
    assertThatThrownBy(() -> resumeTo(run, 100, TrainingTest::never))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            String.format(
                Locale.ROOT,
                "--steps: '%s' does not train in one number of steps; begin a training with another member.steps"
                    + " or ratio.steps",
                family));
  }

  @Test
  void a_prolonged_training_records_the_steps_of_one_that_had_them_from_the_beginning()
      throws IOException {
    assertThat(new RisingScale(200).holds(101)).isFalse();
    Path whole = folder.resolve("whole");
    Path part = folder.resolve("part");
    train(recipe("ring").set("steps=140"), whole, TrainingTest::never);
    train(recipe("ring").set("steps=101"), part, TrainingTest::never);
    assertThat(steps(part)).endsWith("100", "101");
    assertThat(names(part.resolve("samples"))).endsWith("step-00000100.png", "step-00000101.png");
    resumeTo(part, 121, after(20));
    resumeTo(part, 140, TrainingTest::never);
    assertThat(steps(part)).isEqualTo(steps(whole)).endsWith("139", "140").doesNotContain("101");
    assertThat(names(part.resolve("samples")))
        .isEqualTo(names(whole.resolve("samples")))
        .containsExactly(
            "step-00000000.png",
            "step-00000001.png",
            "step-00000002.png",
            "step-00000005.png",
            "step-00000010.png",
            "step-00000020.png",
            "step-00000050.png",
            "step-00000100.png",
            "step-00000140.png");
  }

  @Test
  void pictures_grow_with_the_logarithm_of_the_steps() {
    assertThat(LongStream.rangeClosed(1, 1_000_000).filter(FrameWriter::due))
        .hasSize(31)
        .contains(1L, 50L, 150L, 1_000L, 7_000L, 1_000_000L)
        .doesNotContain(3L, 15L, 70L, 2_500L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gan", "gmgan", "bourgan", "mixplus", "aeotgan"})
  void a_training_ended_by_time_is_one_that_had_its_steps_from_the_beginning(String family)
      throws IOException {
    Recipe base = Recipe.of(family, "ring", 5).set("batchSize=16");
    Path timed = folder.resolve("timed");
    List<Event.Step> seen = new ArrayList<>();
    begin(
        base,
        0.003,
        timed,
        event -> {
          if (event instanceof Event.Step step) {
            seen.add(step);
          }
        },
        TrainingTest::never);
    long reached = seen.getLast().step();
    assertThat(seen.getLast().steps()).isEqualTo(reached);
    assertThat(seen).filteredOn(step -> step.step() == step.steps()).endsWith(seen.getLast());
    Path counted = folder.resolve("counted");
    train(base.set("steps=" + reached), counted, TrainingTest::never);
    same(timed, counted);
    assertThat(Trained.open(timed, Device.CPU).seconds()).isGreaterThanOrEqualTo(0.18);
    assertThat(RunView.open(timed).status().orElseThrow().steps()).isEqualTo(reached);
    resume(timed, TrainingTest::never); // an ordinary finished run
    assertThat(Trained.open(timed, Device.CPU).steps())
        .isEqualTo(Trained.open(counted, Device.CPU).steps());

    assertThatThrownBy(() -> resumeTo(timed, reached - 1, TrainingTest::never))
        .hasMessageContaining("--steps must be at least " + reached);
    resumeTo(timed, reached + 5, TrainingTest::never);
    resumeTo(counted, reached + 5, TrainingTest::never);
    same(timed, counted);
    assertThat(Json.read(timed.resolve("provenance.json")).has("minutes")).isFalse();
  }

  @Test
  void a_training_for_some_time_resumes_for_the_time_that_is_left() throws IOException {
    Path run = folder.resolve("run");
    begin(recipe("ring"), 1_000, run, _ -> {}, after(7));
    double spent = Trained.open(run, Device.CPU).seconds();
    try (Training training = Training.resume(run, OPTIONS, _ -> {}, _ -> {})) {
      assertThat(training.finished()).isFalse();
      assertThat(training.secondsLeft().orElseThrow())
          .isCloseTo(60_000 - spent, Offset.offset(1e-6));
      training.train(after(3));
    }
    Path provenance = run.resolve("provenance.json");
    String text = Files.readString(provenance);
    assertThat(text).contains("\"minutes\" : 1000.0");
    Files.writeString(provenance, text.replace("1000.0", "1e-9"));
    resume(run, TrainingTest::never);
    Path counted = folder.resolve("counted");
    train(recipe("ring").set("steps=11"), counted, TrainingTest::never);
    same(run, counted);
  }

  @Test
  void further_minutes_prolong_a_training_whether_steps_or_time_ended_it() throws IOException {
    Path run = folder.resolve("run");
    train(recipe("ring"), run, TrainingTest::never); // 20 steps
    Files.createFile(run.resolve("metrics.json"));
    for (int time = 0; time < 2; time++) {
      double before = Trained.open(run, Device.CPU).seconds();
      further(run, 0.001, TrainingTest::never);
      assertThat(run.resolve("metrics.json")).doesNotExist();
      assertThat(Trained.open(run, Device.CPU).seconds()).isBetween(before + 0.06, before + 30);
    }
    further(run, 1_000, after(2));
    further(run, 1e-9, TrainingTest::never); // in the place of what is left
    long reached = Trained.open(run, Device.CPU).steps();
    assertThat(reached).isGreaterThanOrEqualTo(20 + 1 + 1 + 2 + 1);
    Path counted = folder.resolve("counted");
    train(recipe("ring").set("steps=" + reached), counted, TrainingTest::never);
    same(run, counted);
  }

  @Test
  void a_number_of_steps_can_take_the_place_of_time() throws IOException {
    Path run = folder.resolve("run");
    begin(recipe("ring"), 1_000, run, _ -> {}, after(7));
    resumeTo(run, 20, TrainingTest::never);
    Path counted = folder.resolve("counted");
    train(recipe("ring"), counted, TrainingTest::never);
    same(run, counted);
  }

  @Test
  void a_process_that_is_killed_when_its_time_is_over_leaves_a_run_that_resumes()
      throws IOException {
    Path run = folder.resolve("run");
    begin(recipe("ring"), 1_000, run, _ -> {}, after(7));
    Map<String, byte[]> old = new LinkedHashMap<>();
    for (String file : List.of("recipe.yaml", "effective.yaml", "checkpoints/latest")) {
      old.put(file, Files.readAllBytes(run.resolve(file)));
    }
    further(run, 0.001, TrainingTest::never);
    long reached = Trained.open(run, Device.CPU).steps();

    // After the recipe was written, but no checkpoint.
    Files.write(run.resolve("checkpoints/latest"), old.get("checkpoints/latest"));
    assertThat(Trained.open(run, Device.CPU).steps()).isEqualTo(7);
    resume(run, TrainingTest::never);
    assertThat(Trained.open(run, Device.CPU).steps()).isEqualTo(reached);

    // After the provenance was written, only that.
    further(run, 1_000, after(3));
    for (String file : List.of("recipe.yaml", "effective.yaml")) {
      old.put(file, Files.readAllBytes(run.resolve(file)));
    }
    old.put("checkpoints/latest", Files.readAllBytes(run.resolve("checkpoints/latest")));
    further(run, 0.001, TrainingTest::never);
    for (var file : old.entrySet()) {
      Files.write(run.resolve(file.getKey()), file.getValue());
    }
    further(run, 0.001, TrainingTest::never);
    Path counted = folder.resolve("counted");
    long end = Trained.open(run, Device.CPU).steps();
    train(recipe("ring").set("steps=" + end), counted, TrainingTest::never);
    same(run, counted);
  }

  @Test
  void minutes_are_above_zero_and_take_the_place_of_steps() {
    Path run = folder.resolve("run");
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> begin(recipe("ring"), wrong, run, _ -> {}, TrainingTest::never))
          .isInstanceOf(UsageException.class)
          .hasMessage("--minutes must be a number above 0, such as 10 or 0.5, but is " + wrong);
    }
    assertThatThrownBy(
            () -> begin(Recipe.of("pointwise", "ring", 5), 1, run, _ -> {}, TrainingTest::never))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--minutes: 'pointwise' does not train in one number of steps; ");
    assertThat(run).doesNotExist();
    assertThatThrownBy(() ->
            new Training.Resumption(OptionalLong.of(1), OptionalDouble.of(1), Optional.empty()))
        .isInstanceOf(UsageException.class);
  }

  /// The same files of the same bytes, except for times.
  private static void same(Path one, Path other) throws IOException {
    assertThat(tensors(one)).isEqualTo(tensors(other)).isNotEmpty();
    assertThat(Trained.open(one, Device.CPU).stateHash())
        .isEqualTo(Trained.open(other, Device.CPU).stateHash());
    assertThat(pointer(one)).isEqualTo(pointer(other));
    for (String file : List.of("recipe.yaml", "effective.yaml")) {
      assertThat(one.resolve(file)).hasSameTextualContentAs(other.resolve(file));
    }
    assertThat(steps(one)).isEqualTo(steps(other));
    assertThat(names(one.resolve("samples"))).isEqualTo(names(other.resolve("samples")));
    for (String name : names(one.resolve("samples"))) {
      assertThat(one.resolve("samples").resolve(name))
          .hasSameBinaryContentAs(other.resolve("samples").resolve(name));
    }
  }

  private static void begin(
      Recipe recipe, double minutes, Path run, Consumer<Event> watch, BooleanSupplier stop) {
    try (Training training =
        Training.begin(recipe, OptionalDouble.of(minutes), run, OPTIONS, watch)) {
      training.train(stop);
    }
  }

  private static void further(Path run, double minutes, BooleanSupplier stop) {
    try (Training training =
        Training.resume(run, Training.Resumption.further(minutes), OPTIONS, _ -> {}, _ -> {})) {
      training.train(stop);
    }
  }

  private static void resumeTo(Path run, long steps, BooleanSupplier stop) {
    try (Training training =
        Training.resume(run, Training.Resumption.to(steps), OPTIONS, _ -> {}, _ -> {})) {
      training.train(stop);
    }
  }

  private static Recipe recipe(String data) {
    return Recipe.of("gan", data, 5)
        .set("steps=20")
        .set("batchSize=16")
        .set("generator={type: mlp, hiddenSizes: [8]}")
        .set("discriminator={type: mlp, hiddenSizes: [8]}");
  }

  private static void train(Recipe recipe, Path run, BooleanSupplier stop) {
    try (Training training = Training.begin(recipe, run, OPTIONS, _ -> {})) {
      training.train(stop);
    }
  }

  private static void resume(Path run, BooleanSupplier stop) {
    List<String> warnings = new ArrayList<>();
    try (Training training = Training.resume(run, OPTIONS, _ -> {}, warnings::add)) {
      training.train(stop);
    }
    assertThat(warnings).isEmpty();
  }

  private static boolean never() {
    return false;
  }

  private static BooleanSupplier after(int steps) {
    int[] asked = {0};
    return () -> asked[0]++ == steps;
  }

  private static String pointer(Path run) throws IOException {
    return Files.readString(run.resolve("checkpoints/latest"));
  }

  private static Map<String, List<Double>> tensors(Path run) throws IOException {
    Map<String, List<Double>> values = new LinkedHashMap<>();
    try (var _ = new Scope()) {
      TensorFile.read(run.resolve("checkpoints").resolve(pointer(run)))
          .tensors()
          .forEach((name, tensor) -> {
            List<Double> all = new ArrayList<>();
            for (double value : Ops.doubles(tensor)) {
              all.add(value);
            }
            values.put(name, all);
          });
    }
    return values;
  }

  private static List<String> steps(Path run) throws IOException {
    return Files.readAllLines(run.resolve("events.jsonl")).stream()
        .map(line -> Json.read(line).path("step").asString())
        .toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  /// 20 images of 8×8 in an IDX file.
  private static void images(Path file, long seed) throws IOException {
    byte[] pixels = new byte[20 * 64];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) random.nextInt();
    }
    ByteBuffer bytes = ByteBuffer.allocate(16 + pixels.length);
    Files.write(file, bytes.putInt(0x803).putInt(20).putInt(8).putInt(8).put(pixels).array());
  }
}
