package everymode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Files of arrays as other programs write them, of any element type.
public final class ArrayBytes {

  private ArrayBytes() {}

  /// An array in NumPy's format.
  ///
  /// @param type such as `<f4`
  /// @param shape as a Python tuple, such as `(3, 2)`
  /// @param values raw bytes
  public static byte[] npy(String type, String shape, byte[] values) {
    String text =
        String.format(
            Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }\n", type, shape);
    byte[] header = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(10 + header.length + values.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length)
        .put(header)
        .put(values)
        .array();
  }

  /// An array of numbers of any type.
  ///
  /// @param type of integers, booleans, or floating point of 4 or 8 bytes
  public static byte[] npy(String type, String shape, double... values) {
    int width = type.charAt(2) - '0';
    ByteOrder order = type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer out = ByteBuffer.allocate(values.length * width).order(order);
    for (double value : values) {
      switch (type.substring(1)) {
        case "f4" -> out.putFloat((float) value);
        case "f8" -> out.putDouble(value);
        case "i8", "u8" -> out.putLong((long) value);
        case "i4", "u4" -> out.putInt((int) value);
        case "i2", "u2" -> out.putShort((short) value);
        default -> out.put((byte) value);
      }
    }
    return npy(type, shape, out.array());
  }

  /// Writes an `.npz` archive.
  ///
  /// @param arrays `.npy` bytes by name, in order
  public static Path npz(Path file, Map<String, byte[]> arrays) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return file;
  }

  /// Writes a `.safetensors` file.
  ///
  /// @param header JSON with single quotation marks
  /// @param values raw bytes of all tensors
  public static Path safetensors(Path file, String header, byte[] values) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return Files.write(
        file,
        ByteBuffer.allocate(8 + json.length + values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(values)
            .array());
  }
}
