package everymode.tensor;

import everymode.error.EverymodeException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads a pickle of plain tensors and executes nothing.
///
/// Of the stack machine only those instructions are known that lists, dictionaries, numbers, texts
/// and PyTorch's tensors need, and of all the functions that a pickle may name only those in the
/// lists below; they are never called, only understood. Anything else is refused.
///
/// Plain Java. *Source:* the comments of Python's `pickletools`; PyTorch's
/// `torch/serialization.py`.
final class Pickle {

  /// A storage, by name.
  ///
  /// @param type such as `FloatStorage`
  /// @param key its name in the file
  /// @param count its elements, as announced
  record Stored(String type, String key, long count) {}

  /// A tensor as a view of a storage.
  ///
  /// @param storage where its elements are
  /// @param offset the first of them
  /// @param shape length of each axis
  /// @param stride elements from one index to the next, by axis
  record Strided(Stored storage, long offset, List<Long> shape, List<Long> stride) {}

  /// Python's `None`.
  enum Nothing {
    NONE
  }

  private enum Mark {
    MARK
  }

  private record Tuple(List<Object> of) {}

  private record Name(String of) {}

  private static final Set<String> STORAGES =
      Set.of(
          "FloatStorage",
          "DoubleStorage",
          "HalfStorage",
          "BFloat16Storage",
          "LongStorage",
          "IntStorage",
          "ShortStorage",
          "CharStorage",
          "ByteStorage",
          "BoolStorage");
  private static final Set<String> KNOWN =
      Set.of(
          "collections.OrderedDict",
          "torch._utils._rebuild_tensor",
          "torch._utils._rebuild_tensor_v2",
          "torch._utils._rebuild_parameter");
  private static final int LONGEST_NAME = 200;

  private final String where;
  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private Pickle(String where, ByteBuffer in) {
    this.where = where;
    this.in = in;
  }

  /// Reads one pickle.
  ///
  /// @param where what to call the file in errors
  /// @param in from its first instruction; left behind its last
  /// @return numbers as Long and Double, texts, booleans, lists, maps, [Strided] and [Nothing]
  /// @throws EverymodeException when it is cut off or holds anything else
  static Object read(String where, ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    Pickle pickle = new Pickle(where, in);
    try {
      while (true) {
        int code = in.get() & 0xff;
        if (code == '.') {
          return pickle.plain(pickle.pop());
        }
        pickle.step(code);
      }
    } catch (BufferUnderflowException e) {
      throw pickle.bad("is cut off; fetch it again");
    }
  }

  private void step(int code) {
    switch (code) {
      case 0x80 -> in.get(); // protocol
      case 0x95 -> in.getLong(); // frame
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(new Tuple(List.of()));
      case '(' -> push(Mark.MARK);
      case 'N' -> push(Nothing.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 0x8a -> push(number(text(in.get() & 0xff)));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X', 'T' -> push(new String(text(in.getInt()), StandardCharsets.UTF_8));
      case 0x8c, 'U' -> push(new String(text(in.get() & 0xff), StandardCharsets.UTF_8));
      case 'q' -> memo.put(in.get() & 0xff, top());
      case 'r' -> memo.put(in.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(remembered(in.get() & 0xff));
      case 'j' -> push(remembered(in.getInt()));
      case 'c' -> push(name(line() + "." + line()));
      case 0x93 -> {
        Object last = pop();
        push(name(pop() + "." + last));
      }
      default -> build(code);
    }
  }

  private void build(int code) {
    switch (code) {
      case 't' -> push(new Tuple(sinceMark()));
      case 0x85 -> push(new Tuple(last(1)));
      case 0x86 -> push(new Tuple(last(2)));
      case 0x87 -> push(new Tuple(last(3)));
      case 'Q' -> push(stored(pop()));
      case 'R' -> {
        Object arguments = pop();
        push(understood(pop(), arguments));
      }
      case 'b' -> pop(); // the state of a dictionary says nothing about tensors
      case 's' -> set(last(2));
      case 'u' -> set(sinceMark());
      case 'a' -> append(last(1));
      case 'e' -> append(sinceMark());
      default ->
          throw bad(
              "holds the pickle instruction 0x%02x, which plain tensors do not need; save a"
                      .formatted(code)
                  + " state_dict alone");
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    if (stack.isEmpty()) {
      throw bad("is no sound pickle: it takes a value that is not there");
    }
    return stack.removeLast();
  }

  private Object top() {
    if (stack.isEmpty()) {
      throw bad("is no sound pickle: it remembers a value that is not there");
    }
    return stack.getLast();
  }

  private Object remembered(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw bad("is no sound pickle: it asks for a value that it never remembered");
    }
    return value;
  }

  private List<Object> last(int n) {
    if (stack.size() < n) {
      throw bad("is no sound pickle: it takes values that are not there");
    }
    List<Object> tail = stack.subList(stack.size() - n, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private List<Object> sinceMark() {
    int at = stack.lastIndexOf(Mark.MARK);
    if (at < 0) {
      throw bad("is no sound pickle: a group has no beginning");
    }
    List<Object> values = last(stack.size() - at - 1);
    pop();
    return values;
  }

  private void set(List<Object> pairs) {
    if (!(top() instanceof LinkedHashMap<?, ?>) || pairs.size() % 2 != 0) {
      throw bad("is no sound pickle: it sets keys of what is no dictionary");
    }
    Map<Object, Object> map = map(top());
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (!(key instanceof String || key instanceof Long)) {
        throw bad("has a dictionary whose keys are neither texts nor numbers; save a state_dict");
      }
      map.put(key, pairs.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // only maps of this class are on the stack
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>) value;
  }

  @SuppressWarnings("unchecked") // only lists of this class are on the stack
  private void append(List<Object> values) {
    if (!(top() instanceof ArrayList<?>)) {
      throw bad("is no sound pickle: it appends to what is no list");
    }
    ((List<Object>) top()).addAll(values);
  }

  private byte[] text(int length) {
    if (length < 0 || length > in.remaining()) {
      throw bad("is cut off in a text of %,d bytes; fetch it again".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
      if (line.length() > LONGEST_NAME) {
        throw bad("names a function of more than %d letters".formatted(LONGEST_NAME));
      }
      line.append(c);
    }
    return line.toString();
  }

  /// A little-endian number in two's complement; of more than 8 bytes its text, for magic numbers.
  private static Object number(byte[] bytes) {
    if (bytes.length == 0) {
      return 0L;
    }
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    var value = new java.math.BigInteger(turned);
    return bytes.length > 8 ? value.toString(16) : (Object) value.longValue();
  }

  private Name name(String name) {
    boolean storage =
        name.startsWith("torch.") && STORAGES.contains(name.substring("torch.".length()));
    if (!storage && !KNOWN.contains(name)) {
      throw bad(
          "names the Python function %s, which is never run here; save a state_dict of plain"
                  .formatted(
                      name.length() > LONGEST_NAME ? "?" : name.replaceAll("\\p{Cntrl}", "?"))
              + " tensors");
    }
    return new Name(name);
  }

  private Stored stored(Object id) {
    if (id instanceof Tuple(List<Object> of)
        && of.size() >= 5
        && of.get(0).equals("storage")
        && of.get(1) instanceof Name(String type)
        && type.endsWith("Storage")
        && of.get(2) instanceof String key
        && of.get(4) instanceof Long count
        && count >= 0) {
      if (of.size() > 5 && of.get(5) != Nothing.NONE) {
        throw bad("has storages that are views of others; save a state_dict with a newer PyTorch");
      }
      return new Stored(type.substring("torch.".length()), key, count);
    }
    throw bad("is no sound pickle: a tensor's storage is not described");
  }

  /// What a call would give, without calling.
  private Object understood(Object function, Object arguments) {
    if (!(function instanceof Name(String name)) || !(arguments instanceof Tuple(var of))) {
      throw bad("is no sound pickle: it calls what is no function");
    }
    return switch (name) {
      case "collections.OrderedDict" -> new LinkedHashMap<>();
      case "torch._utils._rebuild_parameter" -> {
        if (!of.isEmpty() && of.getFirst() instanceof Strided tensor) {
          yield tensor;
        }
        throw bad("is no sound pickle: a parameter holds no tensor");
      }
      case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(of);
      default -> throw bad("is no sound pickle: it calls a type of storage");
    };
  }

  private Strided tensor(List<Object> of) {
    if (of.size() >= 4
        && of.get(0) instanceof Stored storage
        && of.get(1) instanceof Long offset
        && of.get(2) instanceof Tuple(var shape)
        && of.get(3) instanceof Tuple(var stride)) {
      return new Strided(storage, offset, longs(shape), longs(stride));
    }
    throw bad("is no sound pickle: a tensor is not described");
  }

  private List<Long> longs(List<Object> values) {
    List<Long> longs = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof Long number)) {
        throw bad("is no sound pickle: a tensor's shape is no list of numbers");
      }
      longs.add(number);
    }
    return longs;
  }

  private Object plain(Object value) {
    if (value instanceof Mark || value instanceof Name) {
      throw bad("holds no tensors; save a state_dict");
    }
    return value instanceof Tuple(var of) ? of : value;
  }

  private EverymodeException bad(String what) {
    return new EverymodeException(where + ": " + what);
  }
}
