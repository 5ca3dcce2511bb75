package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.run.report.RunReport;
import everymode.sample.MixtureAdjustment;
import everymode.tensor.Device;
import everymode.train.Event;
import everymode.train.PartExecutor;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunViewTest {

  private static final Evaluation.EvaluationSettings COVERAGE =
      new Evaluation.EvaluationSettings(null, Set.of("coverage"), false, 0, null, _ -> {});
  private static final Training.RunSettings OPTIONS =
      new Training.RunSettings(Device.CPU, 1, 10, 2, 10, COVERAGE, PartExecutor.THREADS);

  @TempDir private Path folder;

  private static Recipe recipe() {
    return Recipe.of("gmgan", "ring:points=400", 4)
        .set("steps=30")
        .set("batchSize=16")
        .set("generator={type: mlp, hiddenSizes: [8]}")
        .set("discriminator={type: mlp, hiddenSizes: [8]}");
  }

  /// Another JVM with the class path except for LibTorch.
  private static String probe(Path run) throws Exception {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(".*(pytorch|openblas|javacpp)[^/\\\\]*\\.jar"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                path,
                RunViewProbe.class.getName(),
                run.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }

  @Test
  void a_finished_and_a_running_run_are_read_without_native_code() throws Exception {
    Path run = folder.resolve("run");
    AtomicReference<String> running = new AtomicReference<>("");
    try (Training training =
        Training.begin(
            recipe(),
            run,
            OPTIONS,
            event -> {
              if (event instanceof Event.Saved(long steps) && steps == 20) {
                running.set(uncheckedProbe(run));
              }
            })) {
      assertThat(training.train(() -> false)).isTrue();
    }
    assertThat(running.get().lines().findFirst().orElse(""))
        .matches("state RUNNING total (1?\\d|20)"); // it may be a second old
    assertThat(running.get().lines())
        .contains(
            "family gmgan ring:points=400",
            "seed 4",
            "values [discriminator, generator]",
            "curves [coverage]",
            "checks 0, alarms 0",
            "scores null",
            "checkpoints [10, 20]",
            "report false",
            "certificate none",
            "samplers false");
    Trained trained = Trained.open(run, Device.CPU);
    var scores = RunReport.measure(trained, 1, new Evaluation(trained.data(), COVERAGE));
    RunReport.report(trained, scores, 1);
    new NamedSamplers(trained.directory()).save("sharp", MixtureAdjustment.all(8, 0.5));
    Files.createDirectories(run.resolve("certificate"));
    Files.writeString(run.resolve("certificate/certificate.json"), "{\"verdict\": \"covered\"}");
    assertThat(probe(run).lines())
        .containsExactly(
            "state FINISHED total 30",
            "family gmgan ring:points=400",
            "seed 4",
            "values [discriminator, generator]",
            "curves [coverage]",
            "checks 0, alarms 0",
            "scores [coverage]",
            "checkpoints [20, 30]",
            "frames 7",
            "report true",
            "certificate covered",
            "samplers true");
  }

  private static String uncheckedProbe(Path run) {
    try {
      return probe(run);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void reports_stopped_failed_and_interrupted_runs() throws Exception {
    Path stopped = folder.resolve("stopped");
    int[] asked = {0};
    try (Training training = Training.begin(recipe(), stopped, OPTIONS, _ -> {})) {
      training.train(() -> asked[0]++ >= 5);
    }
    assertThat(RunView.open(stopped).status().orElseThrow())
        .satisfies(status -> {
          assertThat(status.state()).isEqualTo(RunView.State.STOPPED);
          assertThat(status.total()).isEqualTo(5);
        });
    Path failed = folder.resolve("failed");
    Recipe bad =
        recipe()
            .set("discriminatorOptimizer={type: sgd, learningRate: 1e30}")
            .set("loss.form=wasserstein");
    try (Training training = Training.begin(bad, failed, OPTIONS, _ -> {})) {
      assertThatThrownBy(() -> training.train(() -> false)).isInstanceOf(EverymodeException.class);
    }
    RunView.Status status = RunView.open(failed).status().orElseThrow();
    assertThat(status.state()).isEqualTo(RunView.State.FAILED);
    assertThat(status.message()).contains("lower its learning rate");
    Path file = stopped.resolve("status.json");
    long gone = ProcessHandle.allProcesses().mapToLong(ProcessHandle::pid).max().orElse(0) + 99_999;
    String text = Files.readString(file).replace("stopped", "running");
    Files.writeString(file, text.replaceAll("\"process\" : \\d+", "\"process\" : " + gone));
    assertThat(RunView.open(stopped).status().orElseThrow().state())
        .isEqualTo(RunView.State.INTERRUPTED);
    Files.writeString(file, text.replace("\"format\" : 1", "\"format\" : 2"));
    assertThatThrownBy(() -> RunView.open(stopped).status())
        .isInstanceOf(EverymodeException.class)
        .hasMessage(
            "status.json has format 2, but this version reads format 1; use a newer version");
  }

  @Test
  void skips_a_partly_written_line_of_the_log() throws Exception {
    Path run = folder.resolve("run");
    try (Training training = Training.begin(recipe(), run, OPTIONS, _ -> {})) {
      training.train(() -> false);
    }
    Path log = run.resolve("events.jsonl");
    Files.writeString(log, Files.readString(log) + "{\"event\": \"st");
    assertThat(RunView.open(run).values().get("generator")).hasSize(30);
  }
}
