package everymode.io;

import everymode.error.EverymodeException;
import everymode.io.PickleObjects.PythonTuple;
import everymode.io.PickleObjects.TensorView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a PyTorch file of tensors holds, checked, before any tensor is made.
///
/// Storages are slices of the file. Plain Java: a fuzzer can call it a million times.
///
/// *Source:* PyTorch's `torch/serialization.py`.
///
/// @param where what to call the file in errors
/// @param tensors view of a storage by name
/// @param values numbers and texts beside the tensors, by name
/// @param storages bytes by key
record TorchFileLayout(
    String where,
    Map<String, TensorView> tensors,
    Map<String, String> values,
    Map<String, ByteBuffer> storages) {

  private static final String MAGIC = "1950a86a20f9469cfc6c";
  private static final String PICKLE = "data.pkl";
  private static final int DEEPEST = 16;
  private static final int MOST = 50_000;
  private static final int LONGEST = 300;

  /// Tensors may share storages, but not so that a small file asks for much memory.
  private static final int SHARED = 4;

  /// Reads a file.
  ///
  /// @param where what to call it in errors
  /// @param bytes all of it
  /// @throws EverymodeException when it is cut off, or holds more than plain tensors
  static TorchFileLayout of(String where, ByteBuffer bytes) {
    TorchFileLayout plan =
        new TorchFileLayout(where, new LinkedHashMap<>(), new LinkedHashMap<>(), new HashMap<>());
    if (UncompressedZip.begins(bytes)) {
      plan.zipped(UncompressedZip.of(where, bytes));
    } else {
      plan.legacy(bytes.slice());
    }
    plan.check();
    return plan;
  }

  /// The bytes of a storage.
  ByteBuffer storage(String key) {
    ByteBuffer bytes = storages.get(key);
    if (bytes == null) {
      throw bad("lacks the storage " + key + "; fetch it again");
    }
    return bytes;
  }

  private void zipped(UncompressedZip zip) {
    if (zip.names().stream().anyMatch(name -> name.matches("[^/]+/code/.*"))) {
      throw bad("is a TorchScript module, not a file of tensors; use it as a judge");
    }
    String pickle =
        zip.names().stream()
            .filter(name -> name.matches("[^/]+/" + PICKLE))
            .findFirst()
            .orElseThrow(() -> bad("holds no " + PICKLE + "; save a state_dict"));
    String root = pickle.substring(0, pickle.length() - PICKLE.length());
    zip.entry(root + "byteorder")
        .map(bytes -> StandardCharsets.US_ASCII.decode(bytes).toString().strip())
        .filter(order -> !order.equals("little"))
        .ifPresent(_ -> {
          throw bigEndian();
        });
    flatten(PickleReader.read(where, zip.entry(pickle).orElseThrow()));
    for (TensorView view : tensors.values()) {
      String key = view.storage().key();
      zip.entry(root + "data/" + key).ifPresent(bytes -> storages.put(key, bytes));
    }
  }

  /// The format before the zip: five pickles (magic, protocol, sizes of types, tensors, keys of
  /// storages), then the storages one behind the other, each after its number of elements.
  private void legacy(ByteBuffer in) {
    if (in.remaining() < 2
        || in.get(0) != (byte) 0x80
        || !MAGIC.equals(PickleReader.read(where, in))) {
      throw bad("must be a PyTorch file of tensors, but is not; check the path");
    }
    PickleReader.read(where, in); // protocol
    if (PickleReader.read(where, in) instanceof Map<?, ?> machine
        && Boolean.FALSE.equals(machine.get("little_endian"))) {
      throw bigEndian();
    }
    flatten(PickleReader.read(where, in));
    Map<String, String> types = new HashMap<>();
    tensors.values().forEach(view -> types.put(view.storage().key(), view.storage().type()));
    if (!(PickleReader.read(where, in) instanceof List<?> keys)) {
      throw bad("lists no storages; fetch it again");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      String type = key instanceof String name ? types.get(name) : null;
      if (type == null) {
        throw bad("has a storage that no tensor uses; save a state_dict");
      }
      long count = in.remaining() < Long.BYTES ? -1 : in.getLong();
      if (count < 0 || count > in.remaining() / width(type)) {
        throw bad("is cut off in storage " + key + "; fetch it again");
      }
      int size = (int) count * width(type);
      storages.put((String) key, in.slice(in.position(), size));
      in.position(in.position() + size);
    }
  }

  private EverymodeException bigEndian() {
    return bad("holds big-endian numbers; save it on a little-endian machine");
  }

  private void flatten(Object root) {
    new Flattener(this).add("", root, 0);
    if (tensors.isEmpty()) {
      throw bad("holds no tensors; save a state_dict");
    }
  }

  /// Makes names with dots of dictionaries in dictionaries. The same dictionary may stand in many
  /// places, so it counts each visit.
  private static final class Flattener {
    private final TorchFileLayout plan;
    private int visits;

    Flattener(TorchFileLayout plan) {
      this.plan = plan;
    }

    void add(String name, Object value, int depth) {
      if (depth > DEEPEST || ++visits > MOST || name.length() > LONGEST) {
        throw plan.bad("is nested too deeply or holds too much; save a state_dict alone");
      }
      switch (value) {
        case TensorView view -> once(plan.tensors.put(name, view) == null, name);
        case Map<?, ?> map -> map.forEach((key, v) -> add(below(name, key), v, depth + 1));
        case List<?> list -> all(name, list, depth);
        case PythonTuple(var of) -> all(name, of, depth);
        case String text -> text(name, text);
        case Long number -> text(name, number.toString());
        case Double number -> text(name, number.toString());
        case Boolean flag -> text(name, flag.toString());
        default -> text(name, "");
      }
    }

    private void all(String name, List<?> values, int depth) {
      for (int i = 0; i < values.size(); i++) {
        add(below(name, i), values.get(i), depth + 1);
      }
    }

    private void text(String name, String text) {
      once(plan.values.put(name, text) == null, name);
    }

    private void once(boolean first, String name) {
      if (!first) {
        throw plan.bad("holds two things called '" + name + "'; save a state_dict alone");
      }
    }

    private static String below(String name, Object key) {
      return name.isEmpty() ? key.toString() : name + "." + key;
    }
  }

  /// Holds each view against its storage, and all of them against the file.
  private void check() {
    Map<String, String> types = new HashMap<>();
    tensors.forEach((name, view) -> {
      PickleObjects.StorageRef stored = view.storage();
      boolean one = stored.type().equals(types.getOrDefault(stored.key(), stored.type()));
      types.put(stored.key(), stored.type());
      if (!one || !fits(view, storage(stored.key()).remaining() / width(stored.type()))) {
        throw bad("tensor '" + name + "' does not fit its storage; fetch the file again");
      }
    });
    long asked = 0;
    for (TensorView view : tensors.values()) {
      long empty = view.shape().contains(0L) ? 0 : 1;
      asked += empty * count(view.shape()) * width(view.storage().type());
    }
    long there = storages.values().stream().mapToLong(ByteBuffer::remaining).sum();
    if (asked > SHARED * there) {
      throw bad(
          "has tensors of %,d bytes in storages of %,d; save copies of what is shared"
              .formatted(asked, there));
    }
  }

  private static boolean fits(TensorView view, long there) {
    List<Long> shape = view.shape();
    if (shape.size() != view.stride().size()
        || view.offset() < 0
        || view.offset() > there
        || shape.stream().anyMatch(size -> size < 0)
        || view.stride().stream().anyMatch(stride -> stride < 0)) {
      return false;
    }
    if (shape.contains(0L)) {
      return count(shape) < Integer.MAX_VALUE;
    }
    long last = view.offset();
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) > 1) {
        // Nothing overflows: what is multiplied is below 2³¹, and the sum is checked at once.
        if (shape.get(i) > there || view.stride().get(i) > there) {
          return false;
        }
        last += (shape.get(i) - 1) * view.stride().get(i);
        if (last >= there) {
          return false;
        }
      }
    }
    return last < there && count(shape) <= there;
  }

  /// The product of sizes, where 0 counts as 1; Integer.MAX_VALUE when it is that or more.
  private static long count(List<Long> shape) {
    long count = 1;
    for (long size : shape) {
      if (size >= Integer.MAX_VALUE || count * Math.max(1, size) >= Integer.MAX_VALUE) {
        return Integer.MAX_VALUE;
      }
      count *= Math.max(1, size);
    }
    return count;
  }

  /// Bytes of an element.
  static int width(String storage) {
    return switch (storage) {
      case "DoubleStorage", "LongStorage" -> 8;
      case "FloatStorage", "IntStorage" -> 4;
      case "HalfStorage", "BFloat16Storage", "ShortStorage" -> 2;
      default -> 1;
    };
  }

  private EverymodeException bad(String what) {
    return new EverymodeException(where + ": " + what);
  }
}
