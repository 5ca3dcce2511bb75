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
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The checkpoints of a run: whole files, and a pointer to the newest that is renamed into place
/// last.
final class Checkpoints {

  private static final String NAME = "step-\\d{8,18}\\.safetensors";

  private final Path folder;

  Checkpoints(RunDirectory run) {
    folder = run.checkpoints();
  }

  /// Saves state and forgets all but the newest checkpoints.
  void save(Stateful state, long step, int keep, Map<String, String> metadata) {
    Map<String, Tensor> tensors = StateSnapshot.of(state);
    for (var entry : tensors.entrySet()) {
      if (entry.getValue().is_floating_point() && !Ops.finite(entry.getValue())) {
        throw new EverymodeException(
            "the state '%s' is not finite after step %,d; the checkpoint before it is kept, lower the"
                    .formatted(entry.getKey(), step)
                + " learning rate or add a penalty");
      }
    }
    String name = "step-%08d.safetensors".formatted(step);
    try {
      Files.createDirectories(folder);
      TensorFile.write(folder.resolve(name), tensors, metadata);
      RunDirectory.write(folder.resolve("latest"), name);
      List<Path> all = all();
      // Later ones are left from a past that a resume gave up; they must not count.
      List<Path> later = all.stream().filter(file -> RunDirectory.step(file) > step).toList();
      List<Path> old = all.stream().filter(file -> RunDirectory.step(file) <= step).toList();
      for (Path file : later) {
        Files.deleteIfExists(file);
      }
      for (Path file : old.reversed().stream().skip(keep).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw RunDirectory.failed("write the checkpoint", folder.resolve(name), e);
    }
  }

  /// The newest whole checkpoint.
  Path latest() {
    Path pointer = folder.resolve("latest");
    if (!Files.isRegularFile(pointer)) {
      throw new EverymodeException(
          folder + " holds no checkpoint: the run ended before its first; train again");
    }
    String name = RunDirectory.attempt("read", folder, () -> Files.readString(pointer)).strip();
    Path file = folder.resolve(name.matches(NAME) ? name : "");
    if (!Files.isRegularFile(file)) {
      throw new EverymodeException(
          "%s names no checkpoint that is there, but '%s'; %s"
              .formatted(pointer, name, remedy(name)));
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

  /// How to go on from the newest checkpoint but a bad one.
  private String remedy(String bad) {
    return all().reversed().stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> !name.equals(bad))
        .findFirst()
        .map(name ->
            "to use an earlier one, write %s into %s".formatted(name, folder.resolve("latest")))
        .orElse("there is no other, so train again");
  }

  /// From the oldest to the newest.
  private List<Path> all() {
    return RunDirectory.list(folder, NAME).stream()
        .sorted(Comparator.comparingLong(RunDirectory::step))
        .toList();
  }
}
