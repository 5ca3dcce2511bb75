package everymode.run;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Snapshot;
import everymode.tensor.Stateful;
import everymode.tensor.TensorFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// The checkpoints of a run: whole files, and a pointer to the newest that is renamed into place
/// last.
final class Checkpoints {

  private final Path folder;

  Checkpoints(RunDirectory run) {
    folder = run.checkpoints();
  }

  /// Saves state and forgets all but the newest checkpoints.
  void save(Stateful state, long step, int keep, Map<String, String> metadata) {
    Map<String, Tensor> tensors = Snapshot.of(state);
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
      RunDirectory.write(folder.resolve("latest"), name.getBytes(StandardCharsets.UTF_8));
      for (Path old : all().reversed().stream().skip(keep).toList()) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw RunDirectory.failed("write the checkpoint", folder.resolve(name), e);
    }
  }

  /// The newest whole checkpoint.
  Path latest() {
    try {
      Path pointer = folder.resolve("latest");
      if (!Files.isRegularFile(pointer)) {
        throw new EverymodeException(
            folder + " holds no checkpoint: the run ended before its first; train again");
      }
      return folder.resolve(Files.readString(pointer).strip());
    } catch (IOException e) {
      throw RunDirectory.failed("read", folder, e);
    }
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("step-\\d+\\.safetensors"))
          .sorted()
          .toList();
    }
  }
}
