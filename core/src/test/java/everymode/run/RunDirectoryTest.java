package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void runs_are_numbered_after_the_newest_one() throws IOException {
    Path runs = folder.resolve("a").resolve("runs");
    assertThat(name(RunDirectory.next(runs, "gan-ring"))).isEqualTo("00001-gan-ring");
    Files.createDirectory(runs.resolve("00007-x"));
    Files.createDirectory(runs.resolve("notes"));
    Files.createFile(runs.resolve("99-y"));
    assertThat(name(RunDirectory.next(runs, "gan-ring"))).isEqualTo("00008-gan-ring");
    Files.createDirectory(runs.resolve("99999-x"));
    assertThat(name(RunDirectory.next(runs, "z"))).isEqualTo("100000-z");
    assertThat(name(RunDirectory.next(runs, "z"))).isEqualTo("100001-z");
  }

  @Test
  void names_lose_characters_unsafe_in_a_shell() {
    assertThat(name(RunDirectory.next(folder, "gan-my data/ü*.gz")))
        .isEqualTo("00001-gan-my-data-.gz");
    assertThat(name(RunDirectory.next(folder, "x".repeat(300)))).hasSize(66);
  }

  @Test
  void concurrent_calls_get_different_directories() throws Exception {
    int many = 16;
    CountDownLatch go = new CountDownLatch(1);
    Set<String> names = new HashSet<>();
    try (var pool = Executors.newFixedThreadPool(many)) {
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int own = i;
        futures.add(
            pool.submit(() -> {
              go.await();
              return name(RunDirectory.next(folder, "run" + own));
            }));
      }
      go.countDown();
      for (Future<String> future : futures) {
        names.add(future.get().substring(0, 5));
      }
    }
    assertThat(names).hasSize(many);
    try (var all = Files.list(folder)) {
      assertThat(all.count()).isEqualTo(many);
    }
  }

  @Test
  void an_existing_directory_is_never_used() throws IOException {
    Path path = folder.resolve("deep").resolve("run");
    RunDirectory.at(path);
    assertThatThrownBy(() -> RunDirectory.at(path))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(path + " exists already and a run is never overwritten; choose another --out");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> RunDirectory.at(file)).hasMessageContaining("exists already");
    assertThatThrownBy(() -> RunDirectory.at(file.resolve("run")))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(
            "cannot create the folder %s: a file already exists there; choose another path", file);
  }

  @Test
  void only_a_run_can_be_opened() {
    assertThatThrownBy(() -> RunDirectory.open(folder.resolve("none")))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("there is no run directory");
    assertThatThrownBy(() -> RunDirectory.open(folder))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("is not a run directory: it holds no effective.yaml");
  }

  @Test
  void only_one_training_runs_in_a_directory_at_a_time() throws Exception {
    RunDirectory run = RunDirectory.at(folder.resolve("run"));
    try (AutoCloseable lock = run.lock()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(run::lock)
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("another training is running in");
    }
    run.lock().close();
  }

  @Test
  void a_file_is_written_atomically_without_leftovers() throws IOException {
    Path file = folder.resolve("new").resolve("file");
    RunDirectory.write(file, new byte[] {1, 2});
    RunDirectory.write(file, new byte[] {3});
    assertThat(Files.readAllBytes(file)).containsExactly(3);
    try (var all = Files.list(file.resolveSibling(""))) {
      assertThat(all).hasSize(1);
    }
    assertThatThrownBy(() -> RunDirectory.write(file.resolve("x"), new byte[0]))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("a file already exists there");
  }

  private static String name(RunDirectory run) {
    return String.valueOf(run.path().getFileName());
  }
}
