package everymode.io;

import everymode.error.EverymodeException;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Named tensors in the safetensors format: eight bytes with the length of the header (little
/// endian), the header in JSON, then the raw bytes of all tensors.
///
/// Files are written under a temporary name and renamed, so a reader never sees a partial file. The
/// header carries a checksum (CRC-32C) of the bytes.
public final class TensorFile {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HEADER_LIMIT = 100_000_000;
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "crc32c";
  private static final Map<String, ScalarType> TYPES =
      Map.of(
          "U8", ScalarType.Byte,
          "BOOL", ScalarType.Bool,
          "I32", ScalarType.Int,
          "I64", ScalarType.Long,
          "F32", ScalarType.Float,
          "F64", ScalarType.Double);

  private TensorFile() {}

  /// The contents of a file.
  ///
  /// @param tensors tensor by name, in the order of the file
  public record Contents(Map<String, Tensor> tensors, Map<String, String> metadata) {}

  /// Writes a file atomically: on failure an existing file is unchanged.
  ///
  /// @throws IOException when the disk is full or cannot be written
  public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    try (var _ = new Scope()) {
      Map<String, Tensor> dense = new LinkedHashMap<>();
      tensors.forEach((name, t) -> dense.put(name, Device.CPU.bring(t.detach()).contiguous()));
      byte[] header = header(dense, metadata);
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      AtomicFiles.write(
          path,
          file -> {
            AtomicFiles.put(file, length.putLong(header.length).flip());
            AtomicFiles.put(file, ByteBuffer.wrap(header));
            for (Tensor tensor : dense.values()) {
              AtomicFiles.put(file, Ops.bytes(tensor));
            }
            file.force(true);
          });
    }
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode text = header.putObject(METADATA);
    metadata.forEach(text::put);
    CRC32C sum = new CRC32C();
    long offset = 0;
    for (var entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", typeName(tensor.scalar_type().intern()));
      var shape = node.putArray("shape");
      Arrays.stream(tensor.shape()).forEach(shape::add);
      ByteBuffer bytes = Ops.bytes(tensor);
      node.putArray("data_offsets").add(offset).add(offset + bytes.remaining());
      offset += bytes.remaining();
      sum.update(bytes);
    }
    text.put(CHECKSUM, Long.toHexString(sum.getValue()));
    byte[] json = JSON.writeValueAsBytes(header);
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /// Reads a whole file.
  ///
  /// @return new tensors on the processor, in the current scope
  /// @throws EverymodeException when it is missing, truncated or not of this format
  public static Contents read(Path path) {
    return open(path, (file, header) -> tensors(file, header, path.toString()));
  }

  /// Reads the metadata only.
  ///
  /// @return text by key
  /// @throws EverymodeException when it is missing, truncated or not of this format
  public static Map<String, String> metadata(Path path) {
    return open(path, (_, header) -> header.metadata());
  }

  /// SHA-256 of a file's tensors and of one metadata text. Other metadata, such as when and where
  /// the file was written, is ignored.
  ///
  /// @param text the key of the metadata text
  /// @return 64 hexadecimal digits
  /// @throws EverymodeException when it is missing, truncated or not of this format
  public static String hash(Path path, String text) {
    return open(
        path,
        (file, header) -> {
          MessageDigest digest = Sha256.begin();
          digest.update(header.metadata.getOrDefault(text, "").getBytes(StandardCharsets.UTF_8));
          header.plans.forEach((name, plan) -> {
            String line = "\n" + name + " " + plan.type + Arrays.toString(plan.shape);
            digest.update(line.getBytes(StandardCharsets.UTF_8));
          });
          ByteBuffer some = ByteBuffer.allocate(1 << 16);
          while (file.read(some) >= 0) {
            digest.update(some.flip());
            some.clear();
          }
          return Sha256.hex(digest);
        });
  }

  private interface Reader<T> {
    T read(FileChannel file, Header header) throws IOException;
  }

  private static <T> T open(Path path, Reader<T> reading) {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return reading.read(file, header(path.toString(), file, file.size()));
    } catch (NoSuchFileException e) {
      throw new EverymodeException("there is no file " + path, e);
    } catch (IOException e) {
      throw new EverymodeException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /// The header of a file, checked against its size. Plain Java.
  ///
  /// @param plans type, shape and position of each tensor, in contiguous order
  record Header(Map<String, TensorEntry> plans, Map<String, String> metadata) {}

  /// One tensor before it is created: its bytes from `begin` up to `end`, relative to the header's
  /// end.
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  record TensorEntry(ScalarType type, long[] shape, long begin, long end) {}

  /// Reads the header only, starting at the first byte.
  ///
  /// @param where name of the file in error messages
  /// @param in the file; left after the header
  /// @param size length of the file in bytes
  /// @throws EverymodeException when the header is invalid or does not match the size
  static Header header(String where, ReadableByteChannel in, long size) throws IOException {
    long length = get(where, in, 8, size).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > HEADER_LIMIT || length > size - 8) {
      throw broken(where, "its header declares " + length + " of " + size + " bytes");
    }
    JsonNode json = parse(where, get(where, in, (int) length, size).array());
    long end = 0;
    Map<String, TensorEntry> plans = new LinkedHashMap<>();
    for (var entry : json.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        TensorEntry plan = plan(where, entry.getValue(), entry.getKey(), end, size - 8 - length);
        end = plan.end();
        plans.put(entry.getKey(), plan);
      }
    }
    return new Header(plans, texts(json));
  }

  private static Map<String, String> texts(JsonNode header) {
    Map<String, String> texts = new LinkedHashMap<>();
    header
        .path(METADATA)
        .properties()
        .forEach(text -> texts.put(text.getKey(), text.getValue().asString("")));
    return texts;
  }

  private static JsonNode parse(String where, byte[] json) {
    try {
      return JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw broken(where, "its header is not JSON");
    }
  }

  private static Contents tensors(FileChannel file, Header header, String where)
      throws IOException {
    long size = file.size() - file.position();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    CRC32C sum = new CRC32C();
    long end = 0;
    for (var entry : header.plans.entrySet()) {
      TensorEntry plan = entry.getValue();
      end = plan.end();
      ByteBuffer bytes = get(where, file, Math.toIntExact(plan.end() - plan.begin()), size);
      sum.update(bytes.duplicate());
      Tensor tensor = torch.zeros(plan.shape(), new TensorOptions(plan.type()));
      Ops.bytes(tensor).put(bytes);
      tensors.put(entry.getKey(), tensor);
    }
    Map<String, String> metadata = new LinkedHashMap<>(header.metadata);
    String expected = metadata.remove(CHECKSUM);
    if (end != size || (expected != null && !expected.equals(Long.toHexString(sum.getValue())))) {
      throw broken(where, "its bytes do not match its header");
    }
    return new Contents(tensors, metadata);
  }

  /// Checks one entry against the file before anything is allocated.
  private static TensorEntry plan(String where, JsonNode node, String name, long from, long size) {
    try {
      ScalarType type = TYPES.get(node.path("dtype").asString(""));
      long count = 1;
      long[] shape = new long[node.path("shape").size()];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = node.path("shape").get(i).asLong(-1);
        count = Math.multiplyExact(count, shape[i]);
        if (shape[i] < 0) {
          throw new ArithmeticException("negative size");
        }
      }
      long begin = node.path("data_offsets").path(0).asLong(-1);
      long end = node.path("data_offsets").path(1).asLong(-1);
      if (type != null
          && begin == from
          && end <= size
          && end - begin == Math.multiplyExact(count, (long) bytes(type))) {
        return new TensorEntry(type, shape, begin, end);
      }
    } catch (ArithmeticException e) {
      // An overflowing size is reported like one that does not match.
    }
    throw broken(where, "the entry '" + name + "' does not match the file");
  }

  private static ByteBuffer get(String where, ReadableByteChannel in, int n, long size)
      throws IOException {
    if (n > size) {
      throw broken(where, "it ends after " + size + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.allocate(n);
    while (bytes.hasRemaining()) {
      if (in.read(bytes) < 0) {
        throw new EOFException("it is truncated");
      }
    }
    return bytes.flip();
  }

  private static EverymodeException broken(String where, String reason) {
    return new EverymodeException(where + " is not a valid safetensors file: " + reason);
  }

  private static int bytes(ScalarType type) {
    return switch (type) {
      case Byte, Bool -> 1;
      case Int, Float -> 4;
      default -> 8;
    };
  }

  private static String typeName(ScalarType type) {
    return TYPES.entrySet().stream()
        .filter(named -> named.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("tensors of type " + type + " cannot be saved"));
  }
}
