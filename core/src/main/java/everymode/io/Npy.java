package everymode.io;

import everymode.error.EverymodeException;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// One array in NumPy's format, as it stands in an `.npz` file.
///
/// *Source:* NumPy Enhancement Proposal 1, versions 1 to 3 of the format.
public final class Npy {

  /// A number of bytes that only the end of a stream will tell.
  public static final long UNKNOWN = -1;

  private static final long MAGIC = 0x934E554D5059L; // \x93NUMPY
  private static final int MOST_HEADER = 1 << 20;
  private static final int MOST_READ = Integer.MAX_VALUE - 8;
  private static final Pattern TYPE = Pattern.compile("([<>|=])([bifu])([1248])");

  private Npy() {}

  /// Reads one array.
  ///
  /// @param where what to call it in errors
  /// @param in the entry
  /// @param size bytes in the entry, by the file's own directory, or [#UNKNOWN]
  public static Array read(String where, DataInputStream in, long size) throws IOException {
    Preamble head = head(where, in, size);
    if (head.bytes() > MOST_READ) {
      throw bad(
          where,
          "may hold at most 2 GiB to be read at once, but its shape is %s; split it, or train on it as an .npy file, which is mapped"
              .formatted(Arrays.toString(head.shape())));
    }
    byte[] values = body(where, in, (int) head.bytes());
    if (in.read() >= 0) {
      throw bad(
          where,
          "must end after %d bytes, but goes on; write it again"
              .formatted(head.start() + values.length));
    }
    return new Array(head.type(), head.shape(), head.fortran(), values);
  }

  /// Reads what stands before the values of an array.
  ///
  /// @param where what to call it in errors
  /// @param in the entry
  /// @param size bytes in the entry, by the file's own directory, or [#UNKNOWN]
  public static Preamble head(String where, DataInputStream in, long size) throws IOException {
    long magic = Integer.toUnsignedLong(in.readInt()) << 16 | in.readUnsignedShort();
    int version = in.readUnsignedByte();
    in.readUnsignedByte();
    if (magic != MAGIC || version < 1 || version > 3) {
      throw bad(
          where, "must be a NumPy array of format 1 to 3, but is not; write it with numpy.savez");
    }
    long length =
        version == 1
            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    byte[] header = length > MOST_HEADER ? new byte[0] : in.readNBytes((int) length);
    if (header.length != length) {
      throw bad(where, "has a header of " + length + " bytes, which are not there; write it again");
    }
    String text = new String(header, StandardCharsets.UTF_8);
    NpyHeader told = NpyHeader.parse(where, text);
    Type type = Type.of(where, told.type());
    long start = 8 + (version == 1 ? 2 : 4) + length;
    long bytes = promised(where, type, told.shape(), size == UNKNOWN ? UNKNOWN : size - start);
    return new Preamble(
        type, told.shape(), told.fortran() && told.shape().length > 1, start, bytes);
  }

  /// What stands before the values.
  ///
  /// @param type of the numbers
  /// @param shape length of each axis
  /// @param fortran whether the first axis runs fastest
  /// @param start bytes before the values
  /// @param bytes of the values
  @SuppressWarnings("ArrayRecordComponent") // read once, never changed
  public record Preamble(Type type, long[] shape, boolean fortran, long start, long bytes) {

    /// Values as a view of the bytes of a file, without a copy.
    ///
    /// @param values uint8 `[bytes]` on the processor
    /// @return uint8, float16, float32 or float64 in the array's shape, or null when numbers in a
    ///   file are not as a processor has them
    @Nullable
    public Tensor view(Tensor values) {
      ScalarType as = type.plain();
      return as == null ? null : shaped(values.view(as), shape, fortran);
    }
  }

  /// Gives numbers that lie behind one another their axes.
  private static Tensor shaped(Tensor flat, long[] shape, boolean fortran) {
    if (!fortran) {
      return flat.reshape(shape);
    }
    long[] axes = new long[shape.length];
    long[] turned = new long[shape.length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = axes.length - 1L - i;
      turned[i] = shape[axes.length - 1 - i];
    }
    return flat.reshape(turned).permute(axes);
  }

  /// An array before it becomes a tensor.
  ///
  /// @param type of its numbers
  /// @param shape length of each axis
  /// @param fortran whether the first axis runs fastest
  /// @param values as they stand in the file
  @SuppressWarnings("ArrayRecordComponent") // a parcel of bytes on its way into a tensor
  public record Array(Type type, long[] shape, boolean fortran, byte[] values) {

    /// As uint8, float32, float64 or int64, row by row, on the processor.
    Tensor tensor() {
      return shaped(Device.CPU.bring(type.tensor(values)), shape, fortran).contiguous();
    }
  }

  /// A type of numbers.
  ///
  /// @param order where the most significant byte stands
  /// @param kind `b` for truth, `i` and `u` for whole numbers, `f` for floating point
  /// @param width bytes a number
  public record Type(ByteOrder order, char kind, int width) {

    static Type of(String where, String text) {
      Matcher matcher = TYPE.matcher(text);
      boolean known = matcher.matches();
      char kind = known ? matcher.group(2).charAt(0) : '?';
      int width = known ? Integer.parseInt(matcher.group(3)) : 0;
      if (!known
          || (kind == 'f' && width == 1)
          || (kind == 'b' && width > 1)
          || (kind == 'u' && width == 8)) {
        throw bad(
            where,
            "must hold whole numbers of at most 8 bytes, float16, float32 or float64, but is '%s';"
                    .formatted(text)
                + " convert it with numpy's astype");
      }
      boolean big = matcher.group(1).equals(">");
      return new Type(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, kind, width);
    }

    /// Bytes and truth stay bytes, half precision becomes float32, other whole numbers int64.
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
        return Ops.ofBytes(values, n);
      }
      long[] x = new long[n];
      for (int i = 0; i < n; i++) {
        x[i] = whole(in);
      }
      return Ops.of(x);
    }

    /// The processor's own type for these numbers, if they are bytes or floating point in its
    /// order.
    @Nullable ScalarType plain() {
      boolean own = width == 1 || order == ByteOrder.nativeOrder();
      return switch (own ? kind + "" + width : "") {
        case "b1", "u1" -> ScalarType.Byte;
        case "f2" -> ScalarType.Half;
        case "f4" -> ScalarType.Float;
        case "f8" -> ScalarType.Double;
        default -> null;
      };
    }

    private long whole(ByteBuffer in) {
      return switch (width) {
        case 1 -> in.get();
        case 2 -> kind == 'u' ? in.getShort() & 0xffff : in.getShort();
        case 4 -> kind == 'u' ? in.getInt() & 0xffffffffL : in.getInt();
        default -> in.getLong();
      };
    }
  }

  private static long promised(String where, Type type, long[] shape, long there) {
    long bytes = type.width();
    for (long axis : shape) {
      if (axis != 0 && bytes > Long.MAX_VALUE / axis) {
        throw bad(where, "has a shape that no file can hold, " + Arrays.toString(shape));
      }
      bytes *= axis;
    }
    if (there != UNKNOWN && bytes != there) {
      throw bad(
          where,
          "must hold %d bytes for its shape %s, but holds %d; write it again"
              .formatted(bytes, Arrays.toString(shape), there));
    }
    return bytes;
  }

  private static byte[] body(String where, DataInputStream in, int bytes) throws IOException {
    byte[] values = in.readNBytes(bytes);
    if (values.length < bytes) {
      throw bad(where, "is cut off after %d of %d bytes".formatted(values.length, bytes));
    }
    return values;
  }

  /// The bytes before the values, padded as NumPy does to a multiple of 64.
  static byte[] header(Tensor t) {
    String shape =
        LongStream.of(t.shape()).mapToObj(n -> n + ",").collect(Collectors.joining(" ", "(", ")"));
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type(t), shape);
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
      default -> throw new IllegalArgumentException("an array of type " + type);
    };
  }

  private static EverymodeException bad(String where, String what) {
    return new EverymodeException(where + ": " + what);
  }
}
