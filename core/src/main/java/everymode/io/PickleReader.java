package everymode.io;

import everymode.error.EverymodeException;
import everymode.io.PickleObjects.PythonNone;
import everymode.io.PickleObjects.PythonTuple;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads a pickle of plain tensors without executing anything.
///
/// Supports only the instructions needed for lists, dictionaries, numbers, strings and PyTorch's
/// tensors, and only the functions listed in [PickleObjects], which are interpreted but never
/// called. Anything else is rejected. Each instruction creates at most one object besides what it
/// copies from the file, and there are at most a million, so that memory is proportional to the
/// size of the file.
///
/// Plain Java. *Source:* the comments of Python's `pickletools`; PyTorch's
/// `torch/serialization.py`.
final class PickleReader {

  private enum StackMark {
    MARK
  }

  private static final int LONGEST_LINE = 200;
  private static final int MOST = 1_000_000;

  private final ByteBuffer in;
  private final PickleObjects meaning;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleReader(String where, ByteBuffer in) {
    this.in = in;
    meaning = new PickleObjects(where);
  }

  /// Reads one pickle.
  ///
  /// @param where name of the file in error messages
  /// @param in positioned at the first instruction; left after the last
  /// @return numbers as Long (longer ones as hexadecimal string) and Double, strings, booleans,
  ///   lists, [PythonTuple], maps, [PickleObjects.TensorView] and [PythonNone]
  /// @throws EverymodeException when it is cut off or contains anything else
  static Object read(String where, ByteBuffer in) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    PickleReader pickle = new PickleReader(where, in);
    try {
      for (int i = 0; i < MOST; i++) {
        int code = in.get() & 0xff;
        if (code == '.') {
          return pickle.pop();
        }
        pickle.step(code);
      }
    } catch (BufferUnderflowException e) {
      throw pickle.bad("is cut off; download it again");
    }
    throw pickle.bad(
        String.format(Locale.ROOT, "has more than %,d instructions; save fewer tensors", MOST));
  }

  private void step(int code) {
    switch (code) {
      case 0x80 -> in.get(); // protocol
      case 0x95 -> in.getLong(); // frame
      case '}' -> push(new LinkedHashMap<>());
      case ']' -> push(new ArrayList<>());
      case ')' -> push(new PythonTuple(List.of()));
      case '(' -> push(StackMark.MARK);
      case 'N' -> push(PythonNone.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 0x8a -> push(number(bytes(in.get() & 0xff)));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X', 'T' -> push(new String(bytes(in.getInt()), StandardCharsets.UTF_8));
      case 0x8c, 'U' -> push(new String(bytes(in.get() & 0xff), StandardCharsets.UTF_8));
      case 'q' -> memo.put(in.get() & 0xff, top());
      case 'r' -> memo.put(in.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> push(memoised(in.get() & 0xff));
      case 'j' -> push(memoised(in.getInt()));
      case 'c' -> push(meaning.name(line(), line()));
      default -> build(code);
    }
  }

  private void build(int code) {
    switch (code) {
      case 0x93 -> {
        Object function = pop();
        push(meaning.name(pop(), function));
      }
      case 't' -> push(new PythonTuple(sinceMark()));
      case 0x85 -> push(new PythonTuple(last(1)));
      case 0x86 -> push(new PythonTuple(last(2)));
      case 0x87 -> push(new PythonTuple(last(3)));
      case 'Q' -> push(meaning.stored(pop()));
      case 'R' -> {
        Object arguments = pop();
        push(meaning.called(pop(), arguments));
      }
      case 'b' -> pop(); // the state of a dictionary is irrelevant for tensors
      case 's' -> set(last(2));
      case 'u' -> set(sinceMark());
      case 'a' -> append(last(1));
      case 'e' -> append(sinceMark());
      default ->
          throw bad(
              String.format(
                      Locale.ROOT,
                      "contains the pickle instruction 0x%02x, which plain tensors do not need; save a",
                      code)
                  + " state_dict only");
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return last(1).getFirst();
  }

  private Object top() {
    if (stack.isEmpty()) {
      throw bad("is not a valid pickle: it memoises a value that does not exist");
    }
    return stack.getLast();
  }

  private Object memoised(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw bad("is not a valid pickle: it reads a value that was never memoised");
    }
    return value;
  }

  private List<Object> last(int n) {
    if (stack.size() < n) {
      throw bad("is not a valid pickle: it reads from an empty stack");
    }
    List<Object> tail = stack.subList(stack.size() - n, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private List<Object> sinceMark() {
    int at = stack.lastIndexOf(StackMark.MARK);
    if (at < 0) {
      throw bad("is not a valid pickle: a mark is missing");
    }
    List<Object> values = last(stack.size() - at - 1);
    pop();
    return values;
  }

  @SuppressWarnings("unchecked") // the stack contains only maps of this type
  private void set(List<Object> pairs) {
    if (!(top() instanceof LinkedHashMap<?, ?> map) || pairs.size() % 2 != 0) {
      throw bad("is not a valid pickle: it sets keys of something that is not a dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      ((Map<Object, Object>) map).put(meaning.key(pairs.get(i)), pairs.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // the stack contains only lists of this type
  private void append(List<Object> values) {
    if (!(top() instanceof ArrayList<?> list)) {
      throw bad("is not a valid pickle: it appends to something that is not a list");
    }
    ((List<Object>) list).addAll(values);
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw bad(
          String.format(
              Locale.ROOT, "is cut off in a string of %,d bytes; download it again", length));
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = in.get(); c != '\n'; c = in.get()) {
      if (line.length() == LONGEST_LINE) {
        throw bad(
            String.format(
                Locale.ROOT, "has a function name of more than %d characters", LONGEST_LINE));
      }
      line.append((char) (c & 0xff));
    }
    return line.toString();
  }

  /// A little-endian integer in two's complement; above 8 bytes as a string, for magic numbers.
  private static Object number(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(reversed);
    return bytes.length > Long.BYTES ? value.toString(16) : (Object) value.longValue();
  }

  private EverymodeException bad(String what) {
    return meaning.bad(what);
  }
}
