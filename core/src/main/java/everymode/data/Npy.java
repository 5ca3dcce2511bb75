package everymode.data;

import everymode.error.EverymodeException;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// One array in NumPy's format, as it stands in an `.npz` file.
///
/// *Source:* NumPy Enhancement Proposal 1, versions 1 to 3 of the format.
final class Npy {

  private static final long MAGIC = 0x934E554D5059L; // \x93NUMPY
  private static final int MOST_HEADER = 1 << 20;
  private static final Map<String, Integer> WIDTH =
      Map.of("|u1", 1, "<u1", 1, "<f4", 4, "<f8", 8, "<i8", 8);
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("'shape'\\s*:\\s*\\(\\s*((?:\\d{1,18}\\s*,\\s*)*(?:\\d{1,18}\\s*)?)\\)");

  private Npy() {}

  /// Reads one array.
  ///
  /// @param where what to call it in errors
  /// @param in the entry
  /// @param size bytes in the entry, by the file's own directory
  static Tensor read(String where, DataInputStream in, long size) throws IOException {
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
    String type = find(where, DESCR, text);
    if (!WIDTH.containsKey(type)) {
      throw bad(
          where,
          ("must be uint8, float32, float64 or int64 in little-endian order, but is '%s'; convert"
                  + " it with numpy's astype")
              .formatted(type));
    }
    long[] shape = shape(find(where, SHAPE, text));
    if (find(where, FORTRAN, text).equals("True") && shape.length > 1) {
      throw bad(where, "must be in C order, but is in Fortran order; use numpy.ascontiguousarray");
    }
    long before = 8 + (version == 1 ? 2 : 4) + length;
    return tensor(type, body(where, in, promised(where, type, shape, size - before)), shape);
  }

  private static int promised(String where, String type, long[] shape, long there) {
    long bytes = Math.max(1, WIDTH.getOrDefault(type, 1));
    for (long axis : shape) {
      // An axis has at most 18 digits and the product stays below 2³¹, so the high word tells all.
      if (Math.multiplyHigh(bytes, axis) != 0
          || bytes * axis < 0
          || bytes * axis > Integer.MAX_VALUE - 8) {
        throw bad(where, "may hold at most 2 GiB, but its shape is " + Arrays.toString(shape));
      }
      bytes *= axis;
    }
    if (bytes != there) {
      throw bad(
          where,
          "must hold %d bytes for its shape %s, but holds %d; write it again"
              .formatted(bytes, Arrays.toString(shape), there));
    }
    return (int) bytes;
  }

  private static byte[] body(String where, DataInputStream in, int bytes) throws IOException {
    byte[] values = in.readNBytes(bytes);
    if (values.length < bytes) {
      throw bad(where, "is cut off after %d of %d bytes".formatted(values.length, bytes));
    }
    return values;
  }

  private static Tensor tensor(String type, byte[] values, long[] shape) {
    ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    int n = values.length / WIDTH.getOrDefault(type, 1);
    Tensor flat =
        switch (type) {
          case "<f4" -> {
            float[] x = new float[n];
            buffer.asFloatBuffer().get(x);
            yield Ops.of(x, n);
          }
          case "<f8" -> {
            double[] x = new double[n];
            buffer.asDoubleBuffer().get(x);
            yield Ops.of(x, n);
          }
          case "<i8" -> {
            long[] x = new long[n];
            buffer.asLongBuffer().get(x);
            yield Ops.of(x);
          }
          default -> Ops.ofBytes(values, n);
        };
    return Device.CPU.bring(flat).reshape(shape);
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

  private static long[] shape(String text) {
    return List.of(text.split(",")).stream()
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static String find(String where, Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw bad(where, "has a header that is not NumPy's: " + header.strip());
    }
    return matcher.group(1);
  }

  private static EverymodeException bad(String where, String what) {
    return new EverymodeException(where + ": " + what);
  }
}
