package everymode.io;

import everymode.error.EverymodeException;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// Arrays in NumPy's `.npy` format, also the entries of an `.npz` file.
///
/// *Source:* NumPy Enhancement Proposal 1, versions 1 to 3 of the format.
public final class Npy {

  /// The size of a stream of unknown length.
  public static final long UNKNOWN = -1;

  private static final long MAGIC = 0x934E554D5059L; // \x93NUMPY
  private static final int MOST_HEADER = 1 << 20;
  private static final int MOST_READ = Integer.MAX_VALUE - 8;
  private static final Pattern TYPE =
      Pattern.compile("([<>|=])(?=b1|i[1248]|u[1248]|f[248])(.)(.)");

  private Npy() {}

  /// Reads one array.
  ///
  /// @param where its name in error messages
  /// @param size bytes of the entry according to the zip directory, or [#UNKNOWN]
  public static Array read(String where, DataInputStream in, long size) throws IOException {
    Preamble head = head(where, in, size);
    if (head.bytes() > MOST_READ) {
      throw bad(
          where,
          String.format(
              Locale.ROOT,
              "must have at most 2 GiB to be read at once, but its shape is %s; split it, or train on it as an .npy file, which is mapped",
              Arrays.toString(head.shape())));
    }
    int bytes = (int) head.bytes();
    byte[] values = in.readNBytes(bytes);
    if (values.length < bytes) {
      throw bad(
          where,
          String.format(Locale.ROOT, "is cut off after %d of %d bytes", values.length, bytes));
    }
    if (in.read() >= 0) {
      throw bad(
          where,
          String.format(
              Locale.ROOT,
              "must end after %d bytes, but is longer; save it again",
              head.start() + values.length));
    }
    if (head.type.kind == 'u' && head.type.width == 8 && negative(head, values)) {
      throw bad(where, "must have integers below 2^63, but has larger ones; convert it to float64");
    }
    return new Array(head, values);
  }

  private static boolean negative(Preamble head, byte[] values) {
    LongBuffer in = ByteBuffer.wrap(values).order(head.type.order).asLongBuffer();
    while (in.hasRemaining()) {
      if (in.get() < 0) {
        return true;
      }
    }
    return false;
  }

  /// Type and shape of an array of any type, for messages.
  static String about(String where, DataInputStream in) throws IOException {
    NpyHeader header = header(where, in).header;
    return header.type() + " " + Arrays.toString(header.shape());
  }

  /// @param start offset of the values in bytes
  private record Begin(NpyHeader header, long start) {}

  /// Reads everything before the values of an array.
  ///
  /// @param where its name in error messages
  /// @param size bytes of the entry according to the zip directory, or [#UNKNOWN]
  public static Preamble head(String where, DataInputStream in, long size) throws IOException {
    Begin begin = header(where, in);
    NpyHeader parsed = begin.header;
    long[] shape = parsed.shape();
    Type type = Type.of(where, parsed.type());
    long there = size == UNKNOWN ? UNKNOWN : size - begin.start;
    long bytes = checkedSize(where, type, shape, there);
    return new Preamble(type, shape, parsed.fortran() && shape.length > 1, begin.start, bytes);
  }

  private static Begin header(String where, DataInputStream in) throws IOException {
    long magic = Integer.toUnsignedLong(in.readInt()) << 16 | in.readUnsignedShort();
    int version = in.readUnsignedByte();
    in.readUnsignedByte();
    if (magic != MAGIC || version < 1 || version > 3) {
      throw bad(
          where, "must be a NumPy array of format 1 to 3, but is not; save it with numpy.savez");
    }
    long length =
        version == 1
            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    byte[] header = length > MOST_HEADER ? new byte[0] : in.readNBytes((int) length);
    if (header.length != length) {
      throw bad(where, "declares a header of " + length + " bytes, but is shorter; save it again");
    }
    String text = new String(header, StandardCharsets.UTF_8);
    return new Begin(NpyHeader.parse(where, text), 8 + (version == 1 ? 2 : 4) + length);
  }

  /// Everything before the values.
  ///
  /// @param type element type
  /// @param shape length of each axis
  /// @param fortran whether the order is column-major
  /// @param start offset of the values in bytes
  /// @param bytes length of the values in bytes
  @SuppressWarnings("ArrayRecordComponent") // read once, never modified
  public record Preamble(Type type, long[] shape, boolean fortran, long start, long bytes) {

    /// Values as a view of the bytes of a file, without a copy.
    ///
    /// @param values uint8 `[bytes]` on the processor
    /// @return bool, uint8, float16, float32 or float64 in the array's shape, or null when the
    ///   element type or byte order is not native
    @Nullable
    public Tensor view(Tensor values) {
      ScalarType as = type.plain();
      return as == null ? null : shaped(values.view(as));
    }

    /// Reshapes a flat tensor.
    private Tensor shaped(Tensor flat) {
      if (!fortran) {
        return flat.reshape(shape);
      }
      int last = shape.length - 1;
      long[] axes = IntStream.rangeClosed(0, last).mapToLong(i -> last - i).toArray();
      return flat.reshape(Arrays.stream(axes).map(axis -> shape[(int) axis]).toArray())
          .permute(axes);
    }
  }

  /// An array before it becomes a tensor.
  ///
  /// @param values raw bytes of the file
  @SuppressWarnings("ArrayRecordComponent") // intermediate values, converted to a tensor
  public record Array(Preamble head, byte[] values) {

    /// Converts to bool, uint8, float32, float64 or int64, row-major, on the processor.
    Tensor tensor() {
      return head.shaped(Device.CPU.bring(head.type.tensor(values))).contiguous();
    }
  }

  /// An element type.
  ///
  /// @param order byte order
  /// @param kind `b` for boolean, `i` and `u` for integers, `f` for floating point
  /// @param width bytes per element
  public record Type(ByteOrder order, char kind, int width) {

    static Type of(String where, String text) {
      Matcher matcher = TYPE.matcher(text);
      if (!matcher.matches()) {
        throw unsupported(where, text);
      }
      boolean big = matcher.group(1).equals(">");
      return new Type(
          big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
          matcher.group(2).charAt(0),
          Integer.parseInt(matcher.group(3)));
    }

    private static EverymodeException unsupported(String where, String text) {
      if (text.matches("[<>|=]?[US]\\d*")) {
        return bad(
            where,
            String.format(
                Locale.ROOT,
                "must contain numbers, but contains text ('%s'); number the words with numpy.unique(words, return_inverse=True)[1]",
                text));
      }
      if (text.matches("\\|?O\\d*")) {
        return bad(
            where,
            String.format(
                Locale.ROOT,
                "must contain numbers, but contains Python objects ('%s'), which are never unpickled; stack arrays of one shape, or convert it with numpy's astype",
                text));
      }
      return bad(
          where,
          String.format(
              Locale.ROOT,
              "must contain integers of at most 8 bytes, float16, float32 or float64, but has '%s'; convert it with numpy's astype",
              text));
    }

    /// Half precision becomes float32, integers other than uint8 become int64.
    Tensor tensor(byte[] values) {
      ByteBuffer in = ByteBuffer.wrap(values).order(order);
      int n = values.length / width;
      if (kind == 'f' && width == 8) {
        double[] x = new double[n];
        in.asDoubleBuffer().get(x);
        return Ops.of(x, n);
      }
      if (kind == 'f') {
        float[] x = new float[n];
        if (width == 4) {
          in.asFloatBuffer().get(x);
        }
        for (int i = 0; width == 2 && i < n; i++) {
          x[i] = Float.float16ToFloat(in.getShort());
        }
        return Ops.of(x, n);
      }
      if (width == 1 && kind != 'i') {
        Tensor bytes = Ops.ofBytes(values, n);
        return kind == 'b' ? bytes.to(ScalarType.Bool) : bytes;
      }
      return Ops.of(IntStream.range(0, n).mapToLong(_ -> integer(in)).toArray());
    }

    /// The native tensor type, if these are booleans, bytes or floating point in native byte order;
    /// else null.
    @Nullable ScalarType plain() {
      boolean own = width == 1 || order == ByteOrder.nativeOrder();
      return switch (own ? kind + "" + width : "") {
        case "b1" -> ScalarType.Bool;
        case "u1" -> ScalarType.Byte;
        case "f2" -> ScalarType.Half;
        case "f4" -> ScalarType.Float;
        case "f8" -> ScalarType.Double;
        default -> null;
      };
    }

    private long integer(ByteBuffer in) {
      return switch (width) {
        case 1 -> in.get();
        case 2 -> kind == 'u' ? in.getShort() & 0xffff : in.getShort();
        case 4 -> kind == 'u' ? in.getInt() & 0xffffffffL : in.getInt();
        default -> in.getLong();
      };
    }
  }

  private static long checkedSize(String where, Type type, long[] shape, long there) {
    long bytes = type.width();
    for (long axis : shape) {
      if (axis != 0 && bytes > Long.MAX_VALUE / axis) {
        throw bad(where, "has a shape too large for any file, " + Arrays.toString(shape));
      }
      bytes *= axis;
    }
    if (there != UNKNOWN && bytes != there) {
      throw bad(
          where,
          String.format(
              Locale.ROOT,
              "must have %d bytes for its shape %s, but has %d; save it again",
              bytes,
              Arrays.toString(shape),
              there));
    }
    return bytes;
  }

  /// The bytes before the values, padded to a multiple of 64 like in NumPy.
  static byte[] header(Tensor t) {
    String shape =
        LongStream.of(t.shape()).mapToObj(n -> n + ",").collect(Collectors.joining(" ", "(", ")"));
    String text =
        String.format(
            Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type(t), shape);
    int padding = 63 - (10 + text.length()) % 64;
    byte[] line = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + line.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) line.length)
        .put(line)
        .array();
  }

  private static String type(Tensor t) {
    ScalarType type = t.scalar_type();
    return switch (type.intern()) {
      case Byte -> "|u1";
      case Float -> "<f4";
      case Double -> "<f8";
      case Long -> "<i8";
      default -> throw new IllegalArgumentException("unsupported array type " + type);
    };
  }

  private static EverymodeException bad(String where, String what) {
    return new EverymodeException(where + ": " + what);
  }
}
