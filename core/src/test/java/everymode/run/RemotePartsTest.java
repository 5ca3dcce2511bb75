package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Kept;
import everymode.io.TensorFile;
import everymode.metric.Evaluation;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.PartExecutor;
import everymode.train.RemotePart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members of a mixture trained in separate processes, from plans alone, are bitwise equal.
final class RemotePartsTest {

  @TempDir private Path folder;

  /// One process per part, sequentially.
  private static final class Processes implements PartExecutor {
    private final Path folder;
    private int trained;

    Processes(Path folder) {
      this.folder = folder;
    }

    @Override
    public void advance(List<Part> open) {
      Part part = open.getFirst();
      RemotePart remote = part.remote().orElseThrow();
      Path file = folder.resolve(String.format(Locale.ROOT, "part-%d.safetensors", trained++));
      try {
        run(new PartTraining(remote.plan(), part.key()).json(), file);
        try (var _ = new Scope()) {
          part.complete(TensorFile.read(file).tensors());
        }
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void run(String plan, Path out) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  PartWorker.class.getName(),
                  out.toString())
              .redirectErrorStream(true)
              .start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(plan.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new UncheckedIOException(new IOException(said));
      }
    }

    @Override
    public void close() {}
  }

  private Trained trained(String name, PartExecutor.Factory executors) {
    Recipe recipe =
        Recipe.of("bagging", "ring:points=400", 5)
            .set("rounds=2")
            .set("member.steps=15")
            .set("member.batchSize=16")
            .set("member.generator={type: mlp, hiddenSizes: [8], norm: batch}")
            .set("member.discriminator={type: mlp, hiddenSizes: [8]}");
    var options =
        new Training.RunSettings(
            Device.CPU, 1, 5, 2, 0, Evaluation.EvaluationSettings.defaults(), executors);
    Path run = folder.resolve(name);
    try (Training training = Training.begin(recipe, run, options, _ -> {})) {
      assertThat(training.train(() -> false)).isTrue();
    }
    return Trained.open(run, Device.CPU);
  }

  @Test
  void members_trained_in_other_processes_are_bitwise_equal_to_those_trained_here() {
    Backend.threads(1);
    int[] opened = {0};
    Trained here = trained("here", PartExecutor.THREADS);
    Trained there =
        trained(
            "there",
            parts -> {
              opened[0] = parts;
              return new Processes(folder);
            });
    assertThat(opened[0]).isEqualTo(2);
    assertThat(Kept.bytes(there.model())).isEqualTo(Kept.bytes(here.model()));
    try (var _ = new Scope()) {
      assertThat(Ops.floats(there.sampler().sample(9, new RandomKey(1))))
          .isEqualTo(Ops.floats(here.sampler().sample(9, new RandomKey(1))));
    }
  }
}
