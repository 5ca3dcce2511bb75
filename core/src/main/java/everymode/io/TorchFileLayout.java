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
import java.util.Locale;
import java.util.Map;

/// The checked layout of a PyTorch file of tensors, before any tensor is created.
///
/// Storages are slices of the file. Plain Java, so that it can be fuzzed quickly.
///
/// *Source:* PyTorch's `torch/serialization.py`.
///
/// @param where name of the file in error messages
/// @param tensors view of a storage, by name
/// @param values other numbers and strings, by name
/// @param storages bytes of each storage, by key
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

  /// Maximum ratio of tensor bytes to storage bytes: limits the memory a small file can request by
  /// sharing storages.
  private static final int SHARED = 4;

  /// Reads a file.
  ///
  /// @param where its name in error messages
  /// @param bytes the whole file
  /// @throws EverymodeException when it is cut off, or contains more than plain tensors
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
      throw bad("lacks the storage " + key + "; download it again");
    }
    return bytes;
  }

  private void zipped(UncompressedZip zip) {
    if (zip.names().stream().anyMatch(name -> name.matches("[^/]+/code/.*"))) {
      throw bad("is a TorchScript module, not a file of tensors; use it as a feature extractor");
    }
    String pickle =
        zip.names().stream()
            .filter(name -> name.matches("[^/]+/" + PICKLE))
            .findFirst()
            .orElseThrow(() -> bad("contains no " + PICKLE + "; save a state_dict"));
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

  /// The legacy format: five pickles (magic, protocol, sizes of types, tensors, keys of storages),
  /// then the storages, each preceded by its number of elements.
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
      throw bad("lists no storages; download it again");
    }
    in.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      String type = key instanceof String name ? types.get(name) : null;
      if (type == null) {
        throw bad("has a storage that no tensor uses; save a state_dict");
      }
      long count = in.remaining() < Long.BYTES ? -1 : in.getLong();
      if (count < 0 || count > in.remaining() / PickleObjects.width(type)) {
        throw bad("is cut off in storage " + key + "; download it again");
      }
      int size = (int) count * PickleObjects.width(type);
      storages.put((String) key, in.slice(in.position(), size));
      in.position(in.position() + size);
    }
  }

  private EverymodeException bigEndian() {
    return bad("contains big-endian numbers; save it on a little-endian machine");
  }

  private void flatten(Object root) {
    new Flattener(this).add("", root, 0);
    if (tensors.isEmpty()) {
      throw bad("contains no tensors; save a state_dict");
    }
  }

  /// Flattens nested dictionaries to names joined by dots. A dictionary may be referenced many
  /// times, so each visit counts.
  private static final class Flattener {
    private final TorchFileLayout plan;
    private int visits;

    Flattener(TorchFileLayout plan) {
      this.plan = plan;
    }

    void add(String name, Object value, int depth) {
      if (depth > DEEPEST || ++visits > MOST || name.length() > LONGEST) {
        throw plan.bad("is nested too deeply or contains too much; save a state_dict only");
      }
      switch (value) {
        case TensorView view -> once(plan.tensors.put(name, view) == null, name);
        case Map<?, ?> map -> map.forEach((key, v) -> add(below(name, key), v, depth + 1));
        case List<?> list -> all(name, list, depth);
        case PythonTuple(var of) -> all(name, of, depth);
        case String _, Long _, Double _, Boolean _ -> text(name, value.toString());
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
        throw plan.bad("contains two values named '" + name + "'; save a state_dict only");
      }
    }

    private static String below(String name, Object key) {
      return name.isEmpty() ? key.toString() : name + "." + key;
    }
  }

  /// Checks each view against its storage, and all of them against the file.
  private void check() {
    Map<String, String> types = new HashMap<>();
    tensors.forEach((name, view) -> {
      PickleObjects.StorageRef stored = view.storage();
      boolean one = stored.type().equals(types.getOrDefault(stored.key(), stored.type()));
      types.put(stored.key(), stored.type());
      if (!one
          || !fits(view, storage(stored.key()).remaining() / PickleObjects.width(stored.type()))) {
        throw bad("tensor '" + name + "' does not fit its storage; download the file again");
      }
    });
    long requested = 0;
    for (TensorView view : tensors.values()) {
      long empty = view.shape().contains(0L) ? 0 : 1;
      requested += empty * count(view.shape()) * PickleObjects.width(view.storage().type());
    }
    long there = storages.values().stream().mapToLong(ByteBuffer::remaining).sum();
    if (requested > SHARED * there) {
      throw bad(
          String.format(
              Locale.ROOT,
              "has tensors of %,d bytes in storages of %,d; save copies of shared tensors",
              requested,
              there));
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
        // No overflow: the factors are below 2³¹, and the sum is checked immediately.
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

  /// The product of sizes, with 0 counted as 1, capped at Integer.MAX_VALUE.
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

  private EverymodeException bad(String what) {
    return new EverymodeException(where + ": " + what);
  }
}
