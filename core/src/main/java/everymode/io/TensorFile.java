package everymode.io;

import everymode.error.EverymodeException;
import everymode.error.Interruption;
import everymode.platform.Jackson;
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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Named tensors in the safetensors format: eight bytes with the length of the header (little
/// endian), the header in JSON, then the raw bytes of all tensors.
///
/// Entries of the header may be in any order; their bytes must follow each other without gaps. Half
/// precision (`F16`, `BF16`) is read as float32, integers other than bytes and `I32` as int64. A
/// tensor that is not asked for may be of any type.
///
/// Files are written under a temporary name and renamed, so a reader never sees a partial file. The
/// header carries a checksum (CRC-32C) of the bytes.
public final class TensorFile {

  private static final int HEADER_LIMIT = 100_000_000;
  private static final int MOST_READ = Integer.MAX_VALUE - 8;
  private static final String METADATA = "__metadata__";
  private static final String CHECKSUM = "crc32c";

  /// An element type of the format.
  ///
  /// @param width bytes per element
  /// @param as the tensor type when read
  /// @param own whether the bytes are those of the tensor, so that the type can be written
  private record ElementType(int width, ScalarType as, boolean own) {}

  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("U8", new ElementType(1, ScalarType.Byte, true)),
          Map.entry("BOOL", new ElementType(1, ScalarType.Bool, true)),
          Map.entry("I32", new ElementType(4, ScalarType.Int, true)),
          Map.entry("I64", new ElementType(8, ScalarType.Long, true)),
          Map.entry("F32", new ElementType(4, ScalarType.Float, true)),
          Map.entry("F64", new ElementType(8, ScalarType.Double, true)),
          Map.entry("F16", new ElementType(2, ScalarType.Float, false)),
          Map.entry("BF16", new ElementType(2, ScalarType.Float, false)),
          Map.entry("I8", new ElementType(1, ScalarType.Long, false)),
          Map.entry("I16", new ElementType(2, ScalarType.Long, false)),
          Map.entry("U16", new ElementType(2, ScalarType.Long, false)),
          Map.entry("U32", new ElementType(4, ScalarType.Long, false)),
          Map.entry("U64", new ElementType(8, ScalarType.Long, false)));

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
      AtomicFiles.write(
          path,
          file -> {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
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
    ObjectNode header = Jackson.json().createObjectNode();
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
    byte[] json = Jackson.json().writeValueAsBytes(header);
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

  /// Reads one tensor; the others are not looked at.
  ///
  /// @return a new tensor on the processor, in the current scope
  /// @throws EverymodeException when the file or the tensor is missing, truncated, not of this
  ///   format, or has an unsupported type
  public static Tensor tensor(Path path, String name) {
    return open(
        path,
        (file, header) -> {
          TensorEntry plan = header.plans.get(name);
          if (plan == null) {
            throw broken(path.toString(), "there is no tensor '" + name + "'");
          }
          file.position(file.position() + plan.begin);
          return tensor(path.toString(), file, name, plan, new CRC32C());
        });
  }

  /// The names of all tensors with their types and shapes, such as `BF16 [60, 2]`, in the order of
  /// the header.
  ///
  /// @throws EverymodeException when it is missing, truncated or not of this format
  public static Map<String, String> outline(Path path) {
    return open(
        path,
        (_, header) -> {
          Map<String, String> outline = new LinkedHashMap<>();
          header.plans.forEach(
              (name, plan) -> outline.put(name, plan.dtype + " " + Arrays.toString(plan.shape)));
          return outline;
        });
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
            ElementType type = TYPES.get(plan.dtype);
            String element = type == null ? plan.dtype : type.as.toString();
            String line = "\n" + name + " " + element + Arrays.toString(plan.shape);
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
    try {
      return Interruption.deferred(() -> {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
          return reading.read(file, header(path.toString(), file, file.size()));
        }
      });
    } catch (NoSuchFileException e) {
      throw new EverymodeException("there is no file " + path, e);
    } catch (IOException e) {
      throw new EverymodeException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /// The header of a file, checked against its size. Plain Java.
  ///
  /// @param plans type, shape and position of each tensor; their bytes follow each other without
  ///   gaps, in any order
  record Header(Map<String, TensorEntry> plans, Map<String, String> metadata) {}

  /// One tensor before it is created: its bytes from `begin` up to `end`, relative to the header's
  /// end.
  ///
  /// @param dtype as in the header, such as `F32`; may be an unsupported type
  @SuppressWarnings("ArrayRecordComponent") // never compared as a value
  record TensorEntry(String dtype, long[] shape, long begin, long end) {}

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
    Map<String, TensorEntry> plans = new LinkedHashMap<>();
    for (var entry : json.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        plans.put(entry.getKey(), plan(where, entry.getValue(), entry.getKey()));
      }
    }
    contiguous(where, plans, size - 8 - length);
    return new Header(plans, texts(json));
  }

  /// In the order of their bytes.
  private static List<Map.Entry<String, TensorEntry>> ordered(Map<String, TensorEntry> plans) {
    return plans.entrySet().stream()
        .sorted(
            Comparator.comparing(
                Map.Entry::getValue,
                Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end)))
        .toList();
  }

  /// The format allows neither gaps nor overlaps, in which other bytes could hide.
  private static void contiguous(String where, Map<String, TensorEntry> plans, long size) {
    long end = 0;
    for (var entry : ordered(plans)) {
      TensorEntry plan = entry.getValue();
      if (plan.begin != end || plan.end < plan.begin) {
        throw broken(
            where,
            String.format(
                Locale.ROOT,
                "the bytes of '%s' must begin at %d, where those before it end, but begin at %d",
                entry.getKey(),
                end,
                plan.begin));
      }
      end = plan.end;
    }
    if (end > size) {
      throw broken(where, "its header declares " + end + " bytes, but there are " + size);
    }
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
      return Jackson.json().readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw broken(where, "its header is not JSON");
    }
  }

  private static Contents tensors(FileChannel file, Header header, String where)
      throws IOException {
    long size = file.size() - file.position();
    Map<String, Tensor> read = new HashMap<>();
    CRC32C sum = new CRC32C();
    long end = 0;
    for (var entry : ordered(header.plans)) {
      read.put(entry.getKey(), tensor(where, file, entry.getKey(), entry.getValue(), sum));
      end = entry.getValue().end;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    header
        .plans
        .keySet()
        .forEach(name -> tensors.put(name, Objects.requireNonNull(read.get(name))));
    Map<String, String> metadata = new LinkedHashMap<>(header.metadata);
    String expected = metadata.remove(CHECKSUM);
    if (end != size || (expected != null && !expected.equals(Long.toHexString(sum.getValue())))) {
      throw broken(where, "its bytes do not match its header");
    }
    return new Contents(tensors, metadata);
  }

  /// Creates the tensor whose bytes follow in the file.
  private static Tensor tensor(
      String where, FileChannel file, String name, TensorEntry plan, CRC32C sum)
      throws IOException {
    ElementType type = TYPES.get(plan.dtype);
    if (type == null) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' must have one of the types %s, but has %s; convert it to F32",
              where,
              name,
              String.join(", ", new TreeSet<>(TYPES.keySet())),
              plan.dtype));
    }
    long size = plan.end - plan.begin;
    if (size > MOST_READ) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' must have at most 2 GiB to be read, but has %d bytes; split it",
              where,
              name,
              size));
    }
    long left = file.size() - file.position();
    if (type.own) {
      checkLength(where, size, left);
      Tensor tensor = torch.zeros(plan.shape, new TensorOptions(type.as));
      sum.update(filled(file, Ops.bytes(tensor)));
      return tensor;
    }
    ByteBuffer bytes = get(where, file, (int) size, left);
    sum.update(bytes.duplicate());
    Tensor wide =
        Device.CPU.bring(widened(plan.dtype, type.width, bytes.order(ByteOrder.LITTLE_ENDIAN)));
    if (plan.dtype.equals("U64") && wide.numel() > 0 && wide.min().item_long() < 0) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' must have integers below 2^63, but has larger ones; convert it to F64",
              where,
              name));
    }
    return wide.view(plan.shape);
  }

  private static Tensor widened(String dtype, int width, ByteBuffer in) {
    int n = in.remaining() / width;
    if (dtype.endsWith("F16")) {
      float[] values = new float[n];
      for (int i = 0; i < n; i++) {
        short half = in.getShort();
        values[i] =
            dtype.equals("F16") ? Float.float16ToFloat(half) : Float.intBitsToFloat(half << 16);
      }
      return Ops.of(values, n);
    }
    long[] values = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (dtype) {
            case "I8" -> in.get();
            case "I16" -> in.getShort();
            case "U16" -> in.getShort() & 0xffff;
            case "U32" -> in.getInt() & 0xffffffffL;
            default -> in.getLong();
          };
    }
    return Ops.of(values);
  }

  /// Checks one entry before anything is allocated.
  private static TensorEntry plan(String where, JsonNode node, String name) {
    try {
      String dtype = node.path("dtype").asString("");
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
      ElementType type = TYPES.get(dtype);
      if (!dtype.isEmpty()
          && begin >= 0
          && end >= begin
          && (type == null || end - begin == Math.multiplyExact(count, (long) type.width))) {
        return new TensorEntry(dtype, shape, begin, end);
      }
    } catch (ArithmeticException e) {
      // An overflowing size is reported like one that does not match.
    }
    throw broken(where, "the entry '" + name + "' does not match the file");
  }

  private static ByteBuffer get(String where, ReadableByteChannel in, int n, long size)
      throws IOException {
    checkLength(where, n, size);
    return filled(in, ByteBuffer.allocate(n));
  }

  private static void checkLength(String where, long n, long size) {
    if (n > size) {
      throw broken(where, "it ends after " + size + " bytes");
    }
  }

  private static ByteBuffer filled(ReadableByteChannel in, ByteBuffer bytes) throws IOException {
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

  private static String typeName(ScalarType type) {
    return TYPES.entrySet().stream()
        .filter(named -> named.getValue().own && named.getValue().as == type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("tensors of type " + type + " cannot be saved"));
  }
}
