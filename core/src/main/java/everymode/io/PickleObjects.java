package everymode.io;

import everymode.error.EverymodeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The objects allowed in a pickle, and their meaning. Named functions are never called.
///
/// @param where name of the file in error messages
record PickleObjects(String where) {

  /// A reference to a storage.
  ///
  /// @param type such as `FloatStorage`
  /// @param key its name in the file
  record StorageRef(String type, String key) {}

  /// A tensor as a view of a storage.
  ///
  /// @param storage the storage of its elements
  /// @param offset of the first element
  /// @param shape length of each axis
  /// @param stride of each axis, in elements
  record TensorView(StorageRef storage, long offset, List<Long> shape, List<Long> stride) {}

  /// Python's `None`.
  enum PythonNone {
    NONE
  }

  /// A Python tuple.
  record PythonTuple(List<Object> of) {}

  /// A function or type by its qualified name.
  record GlobalName(String of) {}

  /// Maximum number of axes of a tensor.
  static final int AXES = 8;

  private static final int LONGEST_NAME = 200;
  private static final String TORCH = "torch.";
  private static final String DICTIONARY = "collections.OrderedDict";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final Set<String> TENSORS =
      Set.of("torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2");

  /// Bytes per element of a storage, by its type.
  private static final Map<String, Integer> STORAGES =
      Map.of(
          "FloatStorage", 4,
          "DoubleStorage", 8,
          "HalfStorage", 2,
          "BFloat16Storage", 2,
          "LongStorage", 8,
          "IntStorage", 4,
          "ShortStorage", 2,
          "CharStorage", 1,
          "ByteStorage", 1,
          "BoolStorage", 1);

  /// Resolves a global name.
  ///
  /// @throws EverymodeException when it is not one of the names above
  GlobalName name(Object module, Object function) {
    if (!(module instanceof String m && function instanceof String f)) {
      throw bad("is not a valid pickle: the name of a function is not a string");
    }
    String name = m + "." + f;
    boolean storage = m.equals("torch") && STORAGES.containsKey(f);
    if (storage || name.equals(DICTIONARY) || name.equals(PARAMETER) || TENSORS.contains(name)) {
      return new GlobalName(name);
    }
    String shown = name.length() > LONGEST_NAME ? "?" : name.replaceAll("\\p{Cntrl}", "?");
    throw bad(
        String.format(
            Locale.ROOT,
            "refers to the Python function %s, which is never run; save a state_dict of plain tensors",
            shown));
  }

  /// The storage of a persistent id: `('storage', type, key, device, count)`, with an additional
  /// `None` in older files.
  StorageRef stored(Object id) {
    if (id instanceof PythonTuple(List<Object> of)
        && of.size() >= 5
        && of.get(0).equals("storage")
        && of.get(1) instanceof GlobalName(String type)
        && type.endsWith("Storage")
        && of.get(2) instanceof String key) {
      if (of.size() > 5 && of.get(5) != PythonNone.NONE) {
        throw bad("has storages that are views of others; save a state_dict with a newer PyTorch");
      }
      return new StorageRef(type.substring(TORCH.length()), key);
    }
    throw bad("is not a valid pickle: a tensor's storage is not described");
  }

  /// The result of a call, without calling.
  Object called(Object function, Object arguments) {
    if (!(function instanceof GlobalName(String name))
        || !(arguments instanceof PythonTuple(var of))) {
      throw bad("is not a valid pickle: it calls something that is not a function");
    }
    if (TENSORS.contains(name)) {
      return tensor(of);
    }
    return switch (name) {
      case DICTIONARY -> dictionary(of);
      case PARAMETER -> {
        if (!of.isEmpty() && of.getFirst() instanceof TensorView tensor) {
          yield tensor;
        }
        throw bad("is not a valid pickle: a parameter contains no tensor");
      }
      default -> throw bad("is not a valid pickle: it calls a type of storage");
    };
  }

  /// Empty, or as written by Python 2: from one list of pairs. The list is cleared, so that many
  /// calls on the same list cannot take much memory.
  private Map<Object, Object> dictionary(List<Object> of) {
    Map<Object, Object> map = new LinkedHashMap<>();
    if (of.isEmpty()) {
      return map;
    }
    if (!(of.getFirst() instanceof ArrayList<?> pairs) || of.size() > 1) {
      throw bad("has a dictionary that does not consist of pairs; save a state_dict");
    }
    for (Object each : pairs) {
      List<?> pair =
          each instanceof PythonTuple(var values)
              ? values
              : each instanceof List<?> l ? l : List.of();
      if (pair.size() != 2) {
        throw bad("has a dictionary that does not consist of pairs; save a state_dict");
      }
      map.put(key(pair.get(0)), pair.get(1));
    }
    pairs.clear();
    return map;
  }

  /// Checks a key of a dictionary.
  Object key(Object key) {
    if (key instanceof String || key instanceof Long) {
      return key;
    }
    throw bad("has a dictionary whose keys are neither strings nor integers; save a state_dict");
  }

  private TensorView tensor(List<Object> of) {
    if (of.size() >= 4
        && of.get(0) instanceof StorageRef storage
        && of.get(1) instanceof Long offset
        && of.get(2) instanceof PythonTuple(var shape)
        && of.get(3) instanceof PythonTuple(var stride)) {
      return new TensorView(storage, offset, longs(shape), longs(stride));
    }
    throw bad("is not a valid pickle: a tensor is not described");
  }

  private List<Long> longs(List<Object> values) {
    if (values.size() > AXES) {
      throw bad(
          String.format(Locale.ROOT, "has a tensor of more than %d axes; save a state_dict", AXES));
    }
    List<Long> longs = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof Long number)) {
        throw bad("is not a valid pickle: a tensor's shape is not a list of integers");
      }
      longs.add(number);
    }
    return longs;
  }

  /// Bytes per element.
  static int width(String storage) {
    return Objects.requireNonNull(STORAGES.get(storage));
  }

  EverymodeException bad(String what) {
    return new EverymodeException(where + ": " + what);
  }
}
