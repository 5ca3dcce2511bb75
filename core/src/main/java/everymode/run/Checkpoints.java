package everymode.run;

import everymode.error.EverymodeException;
import everymode.io.TensorFile;
import everymode.tensor.Ops;
import everymode.tensor.StateSnapshot;
import everymode.tensor.Stateful;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The checkpoints of a run: complete files, and a pointer to the newest one that is replaced
/// atomically, last.
final class Checkpoints {

  private static final String NAME = "step-\\d{8,18}\\.safetensors";

  private final Path folder;

  Checkpoints(RunDirectory run) {
    folder = run.checkpoints();
  }

  /// Saves the state and deletes all but the `keep` newest checkpoints and a good one.
  ///
  /// @param good step of a checkpoint that is kept; 0 for none
  void save(Stateful state, long step, int keep, long good, Map<String, String> metadata) {
    Map<String, Tensor> tensors = StateSnapshot.of(state);
    for (var entry : tensors.entrySet()) {
      if (entry.getValue().is_floating_point() && !Ops.finite(entry.getValue())) {
        throw new EverymodeException(
            String.format(
                    Locale.ROOT,
                    "the state '%s' is not finite after step %,d; the previous checkpoint is kept, lower",
                    entry.getKey(),
                    step)
                + " the learning rate or add a penalty");
      }
    }
    String name = name(step);
    try {
      Files.createDirectories(folder);
      TensorFile.write(folder.resolve(name), tensors, metadata);
      RunDirectory.write(folder.resolve("latest"), name);
      List<Path> all = all();
      // Later files were left by steps that a resume discarded; they must not count.
      List<Path> later = all.stream().filter(file -> RunDirectory.step(file) > step).toList();
      List<Path> old = all.stream().filter(file -> RunDirectory.step(file) <= step).toList();
      for (Path file : later) {
        Files.deleteIfExists(file);
      }
      for (Path file : old.reversed().stream().skip(keep).toList()) {
        if (good == 0 || RunDirectory.step(file) != good) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw RunDirectory.failed("write the checkpoint", folder.resolve(name), e);
    }
  }

  /// Makes an earlier checkpoint the newest one and deletes those after it.
  ///
  /// @param step of a checkpoint that exists
  void rollBack(long step) {
    RunDirectory.write(folder.resolve("latest"), name(step));
    for (Path file : all()) {
      if (RunDirectory.step(file) > step) {
        RunDirectory.attempt("delete", file, () -> Files.deleteIfExists(file));
      }
    }
  }

  private static String name(long step) {
    return String.format(Locale.ROOT, "step-%08d.safetensors", step);
  }

  /// The newest complete checkpoint.
  Path latest() {
    Path pointer = folder.resolve("latest");
    if (!Files.isRegularFile(pointer)) {
      throw new EverymodeException(
          folder + " contains no checkpoint: the run ended before saving one; train again");
    }
    String name = RunDirectory.attempt("read", folder, () -> Files.readString(pointer)).strip();
    Path file = folder.resolve(name.matches(NAME) ? name : "");
    if (!Files.isRegularFile(file)) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s names '%s', which is not an existing checkpoint; %s",
              pointer,
              name,
              remedy(name)));
    }
    return file;
  }

  /// Reads the newest checkpoint.
  TensorFile.Contents read() {
    Path file = latest();
    try {
      return TensorFile.read(file);
    } catch (EverymodeException e) {
      throw new EverymodeException(e.sentence() + "; " + remedy(file.getFileName().toString()), e);
    }
  }

  /// How to continue from the newest checkpoint other than an unusable one.
  private String remedy(String bad) {
    return all().reversed().stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> !name.equals(bad))
        .findFirst()
        .map(name ->
            String.format(
                Locale.ROOT,
                "to use an earlier one, write %s into %s",
                name,
                folder.resolve("latest")))
        .orElse("there is no other, so train again");
  }

  /// All checkpoints, oldest first.
  private List<Path> all() {
    return RunDirectory.list(folder, NAME).stream()
        .sorted(Comparator.comparingLong(RunDirectory::step))
        .toList();
  }
}
