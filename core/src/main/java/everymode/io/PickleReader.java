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
import java.util.Map;

/// Reads a pickle of plain tensors and executes nothing.
///
/// Of the stack machine only those instructions are known that lists, dictionaries, numbers, texts
/// and PyTorch's tensors need, and of all the functions that a pickle may name only those of
/// [PickleObjects]; they are never called, only understood. Anything else is refused. Each
/// instruction makes at most one object besides what it copies from the file, and there are at most
/// a million of them, so that memory stays in proportion to the file.
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
  /// @param where what to call the file in errors
  /// @param in from its first instruction; left behind its last
  /// @return numbers as Long (longer ones as hexadecimal text) and Double, texts, booleans, lists,
  ///   [PythonTuple], maps, [PickleObjects.TensorView] and [PythonNone]
  /// @throws EverymodeException when it is cut off or holds anything else
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
      throw pickle.bad("is cut off; fetch it again");
    }
    throw pickle.bad("holds more than %,d instructions; save fewer tensors".formatted(MOST));
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
      case 'h' -> push(remembered(in.get() & 0xff));
      case 'j' -> push(remembered(in.getInt()));
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
    return last(1).getFirst();
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
      throw bad("is no sound pickle: it takes a value that is not there");
    }
    List<Object> tail = stack.subList(stack.size() - n, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private List<Object> sinceMark() {
    int at = stack.lastIndexOf(StackMark.MARK);
    if (at < 0) {
      throw bad("is no sound pickle: a group has no beginning");
    }
    List<Object> values = last(stack.size() - at - 1);
    pop();
    return values;
  }

  @SuppressWarnings("unchecked") // only maps of this kind are on the stack
  private void set(List<Object> pairs) {
    if (!(top() instanceof LinkedHashMap<?, ?> map) || pairs.size() % 2 != 0) {
      throw bad("is no sound pickle: it sets keys of what is no dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      ((Map<Object, Object>) map).put(meaning.key(pairs.get(i)), pairs.get(i + 1));
    }
  }

  @SuppressWarnings("unchecked") // only lists of this kind are on the stack
  private void append(List<Object> values) {
    if (!(top() instanceof ArrayList<?> list)) {
      throw bad("is no sound pickle: it appends to what is no list");
    }
    ((List<Object>) list).addAll(values);
  }

  private byte[] bytes(int length) {
    if (length < 0 || length > in.remaining()) {
      throw bad("is cut off in a text of %,d bytes; fetch it again".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = in.get(); c != '\n'; c = in.get()) {
      if (line.length() == LONGEST_LINE) {
        throw bad("names a function of more than %d letters".formatted(LONGEST_LINE));
      }
      line.append((char) (c & 0xff));
    }
    return line.toString();
  }

  /// A little-endian number in two's complement; of more than 8 bytes its text, for magic numbers.
  private static Object number(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(turned);
    return bytes.length > Long.BYTES ? value.toString(16) : (Object) value.longValue();
  }

  private EverymodeException bad(String what) {
    return meaning.bad(what);
  }
}
