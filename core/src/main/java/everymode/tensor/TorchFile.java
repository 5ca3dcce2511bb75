package everymode.tensor;

import everymode.error.EverymodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Reads PyTorch's files of named tensors (`.pt`, `.pth`, `.th`), the zip format and the one before
/// it, without running anything that is in them.
///
/// Tensors must be plain: dense, on whatever device they were, of one of the usual number types.
/// Dictionaries inside dictionaries become names with dots between. What a file announces is held
/// against what it holds before memory is taken.
public final class TorchFile {

  private static final String MAGIC = "1950a86a20f9469cfc6c";
  private static final int DEEPEST = 16;
  private static final int MOST = 100_000;

  private TorchFile() {}

  /// What a file holds.
  ///
  /// @param tensors tensor by name, in the file's order, on the processor; half precision becomes
  ///   float32
  /// @param values numbers and texts that stand beside the tensors, by name
  public record Contents(Map<String, Tensor> tensors, Map<String, String> values) {}

  /// Tensors by name before they are made, and the bytes of each storage by key. Plain Java.
  record Plan(
      Map<String, Pickle.Strided> tensors,
      Map<String, String> values,
      Map<String, ByteBuffer> storages) {}

  /// Reads a whole file.
  ///
  /// @param path where
  /// @return new tensors in the current scope
  /// @throws EverymodeException when it is missing, cut off, or holds more than plain tensors
  public static Contents read(Path path) {
    Plan plan = plan(path);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    plan.tensors.forEach((name, view) -> tensors.put(name, tensor(view, plan)));
    return new Contents(tensors, plan.values);
  }

  /// Whether a file is a TorchScript module, which carries code, rather than plain tensors.
  ///
  /// @param path where
  /// @return true when it is a zip archive with a folder of code
  public static boolean script(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.stream().anyMatch(e -> e.getName().matches("[^/]+/code/.*"));
    } catch (IOException e) {
      return false;
    }
  }

  private static Plan plan(Path path) {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (file.size() > Integer.MAX_VALUE) {
        throw bad(path.toString(), "may hold at most 2 GiB; save fewer tensors at a time");
      }
      ByteBuffer bytes = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
      boolean zip = bytes.remaining() > 4 && bytes.get(0) == 'P' && bytes.get(1) == 'K';
      return zip ? zipped(path) : legacy(path.toString(), bytes);
    } catch (NoSuchFileException _) {
      throw bad(path.toString(), "does not exist; check the path");
    } catch (IOException e) {
      throw new EverymodeException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Plan zipped(Path path) throws IOException {
    String where = path.toString();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry pickle =
          zip.stream()
              .filter(e -> e.getName().endsWith("/data.pkl"))
              .findFirst()
              .map(e -> (ZipEntry) e)
              .orElseThrow(() -> bad(where, "holds no data.pkl; save a state_dict"));
      String root = pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
      Plan plan = flat(where, Pickle.read(where, bytes(where, zip, pickle)));
      for (Pickle.Strided view : plan.tensors.values()) {
        String key = view.storage().key();
        if (!plan.storages.containsKey(key)) {
          ZipEntry entry = zip.getEntry(root + "data/" + key);
          if (entry == null) {
            throw bad(where, "lacks the storage " + key + "; fetch it again");
          }
          plan.storages.put(key, bytes(where, zip, entry));
        }
      }
      return checked(where, plan);
    }
  }

  /// Entries are stored, not deflated, so no entry is larger than the file.
  private static ByteBuffer bytes(String where, ZipFile zip, ZipEntry entry) throws IOException {
    if (entry.getMethod() != ZipEntry.STORED) {
      throw bad(where, "has compressed entries, which PyTorch does not write; save it again");
    }
    try (var in = zip.getInputStream(entry)) {
      return ByteBuffer.wrap(in.readAllBytes());
    }
  }

  /// The format before the zip: five pickles, then the storages one behind the other.
  static Plan legacy(String where, ByteBuffer in) {
    if (!MAGIC.equals(Pickle.read(where, in))) {
      throw bad(where, "must be a PyTorch file of tensors, but is not; check the path");
    }
    Pickle.read(where, in); // protocol
    Pickle.read(where, in); // sizes of the machine's types
    Plan plan = flat(where, Pickle.read(where, in));
    Map<String, Pickle.Stored> known = new HashMap<>();
    plan.tensors.values().forEach(view -> known.put(view.storage().key(), view.storage()));
    if (!(Pickle.read(where, in) instanceof List<?> keys)) {
      throw bad(where, "lists no storages; fetch it again");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      Pickle.Stored storage = key instanceof String name ? known.get(name) : null;
      if (storage == null) {
        throw bad(where, "has a storage that no tensor uses; save a state_dict");
      }
      long count = in.remaining() < 8 ? -1 : in.getLong();
      long size = count < 0 || count > in.remaining() ? -1 : count * width(storage.type());
      if (size < 0 || size > in.remaining()) {
        throw bad(where, "is cut off in storage " + storage.key() + "; fetch it again");
      }
      plan.storages.put(storage.key(), in.slice(in.position(), (int) size));
      in.position(in.position() + (int) size);
    }
    return checked(where, plan);
  }

  private static Plan flat(String where, Object root) {
    Plan plan = new Plan(new LinkedHashMap<>(), new LinkedHashMap<>(), new HashMap<>());
    flatten(where, "", root, 0, plan);
    if (plan.tensors.isEmpty()) {
      throw bad(where, "holds no tensors; save a state_dict");
    }
    return plan;
  }

  private static void flatten(String where, String name, Object value, int depth, Plan plan) {
    if (depth > DEEPEST || plan.tensors.size() + plan.values.size() > MOST) {
      throw bad(where, "is nested too deeply or holds too much; save a state_dict alone");
    }
    String dot = name.isEmpty() ? "" : ".";
    switch (value) {
      case Pickle.Strided view -> plan.tensors.put(name, view);
      case Map<?, ?> map ->
          map.forEach((key, v) -> flatten(where, name + dot + key, v, depth + 1, plan));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          flatten(where, name + dot + i, list.get(i), depth + 1, plan);
        }
      }
      case String text -> plan.values.put(name, text);
      case Long number -> plan.values.put(name, number.toString());
      case Double number -> plan.values.put(name, number.toString());
      case Boolean flag -> plan.values.put(name, flag.toString());
      default -> plan.values.put(name, "");
    }
  }

  /// Holds each view against its storage.
  private static Plan checked(String where, Plan plan) {
    plan.tensors.forEach((name, view) -> {
      ByteBuffer bytes = plan.storages.get(view.storage().key());
      if (bytes == null || !fits(view, bytes.remaining() / width(view.storage().type()))) {
        throw bad(where, "tensor '" + name + "' does not fit its storage; fetch the file again");
      }
    });
    return plan;
  }

  private static boolean fits(Pickle.Strided view, long there) {
    if (view.shape().size() != view.stride().size() || view.shape().size() > 8) {
      return false;
    }
    long count = 1;
    long last = view.offset();
    for (int i = 0; i < view.shape().size(); i++) {
      long size = view.shape().get(i);
      long stride = view.stride().get(i);
      if (size < 0 || stride < 0 || size > there || stride > there) {
        return false;
      }
      // Both stay far below 2⁶³: the factors are below 2³¹ and the sums are checked at once.
      count *= size;
      last += Math.max(0, size - 1) * stride;
      if (count > there || last > there) {
        return false;
      }
    }
    return view.offset() >= 0 && (count == 0 || last < there);
  }

  private static Tensor tensor(Pickle.Strided view, Plan plan) {
    try (var scope = new Scope()) {
      ScalarType type = type(view.storage().type());
      ByteBuffer bytes = plan.storages.getOrDefault(view.storage().key(), ByteBuffer.allocate(0));
      long n = bytes.remaining() / width(view.storage().type());
      Tensor flat = torch.zeros(new long[] {n}, new TensorOptions(type));
      Ops.bytes(flat).put(bytes.duplicate().limit(bytes.position() + (int) n * width(type)));
      Tensor shaped =
          torch.as_strided(flat, array(view.shape()), array(view.stride()), offset(view));
      boolean half = type == ScalarType.Half || type == ScalarType.BFloat16;
      return scope.keep(half ? Ops.toFloat(shaped).clone() : shaped.clone().contiguous());
    }
  }

  private static org.bytedeco.pytorch.LongOptional offset(Pickle.Strided view) {
    return new org.bytedeco.pytorch.LongOptional(view.offset());
  }

  private static long[] array(List<Long> values) {
    return new ArrayList<>(values).stream().mapToLong(v -> v).toArray();
  }

  private static int width(ScalarType type) {
    return switch (type) {
      case Double, Long -> 8;
      case Float, Int -> 4;
      case Half, BFloat16, Short -> 2;
      default -> 1;
    };
  }

  private static int width(String storage) {
    return width(type(storage));
  }

  private static ScalarType type(String storage) {
    return switch (storage) {
      case "FloatStorage" -> ScalarType.Float;
      case "DoubleStorage" -> ScalarType.Double;
      case "HalfStorage" -> ScalarType.Half;
      case "BFloat16Storage" -> ScalarType.BFloat16;
      case "LongStorage" -> ScalarType.Long;
      case "IntStorage" -> ScalarType.Int;
      case "ShortStorage" -> ScalarType.Short;
      case "CharStorage" -> ScalarType.Char;
      case "BoolStorage" -> ScalarType.Bool;
      default -> ScalarType.Byte;
    };
  }

  private static EverymodeException bad(String where, String what) {
    return new EverymodeException(where + ": " + what);
  }
}
