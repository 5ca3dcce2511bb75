package everymode.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  @TempDir private Path folder = Path.of("");
  private RunDirectory run = new RunDirectory(folder);
  private Checkpoints checkpoints = new Checkpoints(run);

  @BeforeEach
  void open() {
    run = RunDirectory.at(folder.resolve("run"));
    checkpoints = new Checkpoints(run);
  }

  @Test
  void keeps_the_requested_number() {
    for (int step = 0; step <= 5; step++) {
      save(step, 2);
    }
    assertThat(files()).containsExactly("latest", name(4), name(5));
    save(6, 1);
    assertThat(files()).containsExactly("latest", name(6));
    save(7, 3);
    save(7, 3);
    assertThat(files()).containsExactly("latest", name(6), name(7));
  }

  @Test
  void the_pointer_names_the_newest_checkpoint() {
    save(3, 2);
    save(20, 2);
    assertThat(checkpoints.latest()).hasFileName(name(20));
    try (var _ = new Scope()) {
      assertThat(checkpoints.read().metadata()).containsEntry("steps", "20");
    }
  }

  @Test
  void step_numbers_of_any_length_stay_in_order() {
    save(99_999_999, 1);
    save(100_000_000, 1);
    assertThat(files()).containsExactly("latest", name(100_000_000));
  }

  @Test
  void later_checkpoints_discarded_by_a_resume_never_displace_the_new_one() throws IOException {
    save(10, 3);
    save(20, 3);
    Files.writeString(pointer(), name(10));
    save(11, 1);
    assertThat(files()).containsExactly("latest", name(11));
    assertThat(checkpoints.latest()).hasFileName(name(11));
  }

  @Test
  void reports_a_run_without_checkpoints() {
    assertThatThrownBy(checkpoints::latest)
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("contains no checkpoint: the run ended before saving one");
  }

  @Test
  void reports_a_missing_checkpoint_with_an_earlier_one() throws IOException {
    save(1, 2);
    save(2, 2);
    Files.delete(run.checkpoints().resolve(name(2)));
    assertThatThrownBy(checkpoints::read)
        .isInstanceOf(EverymodeException.class)
        .hasMessage(
            "%s names '%s', which is not an existing checkpoint; to use an earlier one, write %s"
                + " into %s",
            pointer(), name(2), name(1), pointer());
    Files.delete(run.checkpoints().resolve(name(1)));
    assertThatThrownBy(checkpoints::read).hasMessageContaining("there is no other, so train again");
  }

  @Test
  void rejects_a_pointer_to_anything_else() throws IOException {
    save(1, 2);
    for (String text : List.of("", "..", "../../effective.yaml", "\0", "step-1.safetensors")) {
      Files.writeString(pointer(), text);
      assertThatThrownBy(checkpoints::latest)
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("write " + name(1) + " into");
    }
  }

  @Test
  void rejects_a_truncated_or_changed_checkpoint_and_names_an_earlier_one() throws IOException {
    save(1, 2);
    save(2, 2);
    Path file = run.checkpoints().resolve(name(2));
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = whole.clone();
    changed[whole.length - 1] ^= 1;
    for (byte[] bad : List.of(new byte[0], Arrays.copyOf(whole, whole.length - 1), changed)) {
      Files.write(file, bad);
      assertThatThrownBy(checkpoints::read)
          .isInstanceOf(EverymodeException.class)
          .hasMessageStartingWith(file + " is not a valid safetensors file: ")
          .hasMessageEndingWith("; to use an earlier one, write %s into %s", name(1), pointer());
    }
    Files.writeString(pointer(), name(1));
    try (var _ = new Scope()) {
      assertThat(checkpoints.read().metadata()).containsEntry("steps", "1");
    }
  }

  @Test
  void rejects_a_non_finite_state_and_keeps_the_older_checkpoint() {
    save(1, 1);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> save(2, 1, bad))
          .isInstanceOf(EverymodeException.class)
          .hasMessageStartingWith("the state 'weight' is not finite after step 2");
    }
    assertThat(files()).containsExactly("latest", name(1));
    assertThat(checkpoints.latest()).hasFileName(name(1));
  }

  private void save(long step, int keep) {
    save(step, keep, (float) step);
  }

  private void save(long step, int keep, float value) {
    try (var _ = new Scope()) {
      Tensor weight = Ops.of(new float[] {1, value}, 2);
      checkpoints.save(
          s -> s.tensor("weight", weight), step, keep, 0, Map.of("steps", Long.toString(step)));
    }
  }

  private Path pointer() {
    return run.checkpoints().resolve("latest");
  }

  private static String name(long step) {
    return String.format(Locale.ROOT, "step-%08d.safetensors", step);
  }

  private List<String> files() {
    try (var all = Files.list(run.checkpoints())) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
