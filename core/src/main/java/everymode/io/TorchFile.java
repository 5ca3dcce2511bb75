package everymode.io;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Reads PyTorch's files of named tensors (`.pt`, `.pth`, `.th`), in the zip format and the legacy
/// format, without executing their content.
///
/// Tensors must be dense, from any device, of a standard number type and in little-endian order.
/// Nested dictionaries become names joined by dots. Declared sizes are checked against the size of
/// the file before memory is allocated.
public final class TorchFile {

  private TorchFile() {}

  /// The contents of a file.
  ///
  /// @param tensors tensor by name, in the order of the file, on the processor; half precision
  ///   becomes float32
  /// @param values other numbers and strings, by name
  public record Contents(Map<String, Tensor> tensors, Map<String, String> values) {}

  /// Reads a whole file.
  ///
  /// @return new tensors in the current scope
  /// @throws EverymodeException when it is missing, cut off, or contains more than plain tensors
  public static Contents read(Path path) {
    return read(path.toString(), mapped(path));
  }

  /// Reads a whole file from its bytes.
  ///
  /// @param where its name in error messages
  /// @param bytes the whole file
  /// @return new tensors in the current scope
  static Contents read(String where, ByteBuffer bytes) {
    TorchFileLayout plan = TorchFileLayout.of(where, bytes);
    try (var scope = new Scope()) {
      Map<String, Tensor> flat = new HashMap<>();
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      plan.tensors()
          .forEach((name, view) -> {
            String key = view.storage().key();
            Tensor storage =
                flat.computeIfAbsent(key, _ -> flat(view.storage().type(), plan.storage(key)));
            tensors.put(name, scope.keep(tensor(view, storage)));
          });
      return new Contents(tensors, plan.values());
    }
  }

  /// Whether a file is a TorchScript module, which contains code, rather than plain tensors.
  ///
  /// @return true when it is a zip archive with a folder of code
  /// @throws EverymodeException when it is missing, or an archive that is cut off
  public static boolean script(Path path) {
    ByteBuffer bytes = mapped(path);
    return UncompressedZip.begins(bytes)
        && UncompressedZip.of(path.toString(), bytes).names().stream()
            .anyMatch(name -> name.matches("[^/]+/code/.*"));
  }

  private static ByteBuffer mapped(Path path) {
    try {
      return Interruption.deferred(() -> map(path));
    } catch (NoSuchFileException e) {
      throw new EverymodeException(path + ": does not exist; check the path", e);
    } catch (IOException e) {
      throw new EverymodeException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static ByteBuffer map(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (file.size() > Integer.MAX_VALUE) {
        throw new EverymodeException(
            path + ": must have at most 2 GiB; save fewer tensors per file");
      }
      return file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
    }
  }

  /// A whole storage.
  private static Tensor flat(String name, ByteBuffer bytes) {
    int width = PickleObjects.width(name);
    int n = bytes.remaining() / width;
    Tensor flat = torch.zeros(new long[] {n}, new TensorOptions(type(name)));
    Ops.bytes(flat).put(bytes.duplicate().limit(bytes.position() + n * width));
    return flat;
  }

  private static Tensor tensor(PickleObjects.TensorView view, Tensor storage) {
    long[] shape = view.shape().stream().mapToLong(Long::longValue).toArray();
    long[] stride = view.stride().stream().mapToLong(Long::longValue).toArray();
    Tensor shaped = torch.as_strided(storage, shape, stride, new LongOptional(view.offset()));
    return switch (type(view.storage().type())) {
      case Half, BFloat16 -> Ops.toFloat(shaped).contiguous();
      default -> shaped.contiguous().clone();
    };
  }

  private static ScalarType type(String storage) {
    return ScalarType.valueOf(storage.replace("Storage", ""));
  }
}
