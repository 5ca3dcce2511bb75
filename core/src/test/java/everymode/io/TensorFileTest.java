package everymode.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.ArrayBytes;
import everymode.Check;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {

  @TempDir private Path folder = Path.of("");
  private Scope scope = new Scope();

  @BeforeEach
  void open() {
    scope.close();
    scope = new Scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void every_type_and_shape_is_restored() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Tensor counts = Ops.of(new float[] {0, 1, 2, 3, 250, 5}, 2, 3);
    List<ScalarType> types =
        List.of(
            ScalarType.Float,
            ScalarType.Double,
            ScalarType.Long,
            ScalarType.Int,
            ScalarType.Byte,
            ScalarType.Bool);
    for (ScalarType type : types) {
      tensors.put(type + " matrix", counts.to(type));
      tensors.put(type + " scalar", counts.select(0, 1).select(0, 2).to(type));
      tensors.put(type + " empty", Ops.rows(counts, 0, 0).to(type));
    }
    tensors.put("transposed", counts.t());
    tensors.put("minimum", Ops.scalar(Long.MIN_VALUE));
    tensors.put("odd", Ops.of(new float[] {Float.NaN, -0f, Float.MIN_VALUE}, 3));
    Path file = folder.resolve("all.safetensors");
    Map<String, String> about = Map.of("steps", "3", "text", "ü\n\"");
    TensorFile.write(file, tensors, about);

    TensorFile.Contents back = TensorFile.read(file);
    assertThat(back.metadata()).isEqualTo(about);
    assertThat(TensorFile.metadata(file)).containsAllEntriesOf(about);
    assertThat(List.copyOf(back.tensors().keySet())).isEqualTo(List.copyOf(tensors.keySet()));
    tensors.forEach((name, tensor) -> {
      Tensor read = Objects.requireNonNull(back.tensors().get(name));
      assertThat(read.scalar_type().intern()).isEqualTo(tensor.scalar_type().intern());
      assertThat(read.shape()).isEqualTo(tensor.shape());
      assertThat(bytes(read)).as(name).isEqualTo(bytes(tensor.contiguous()));
    });
    Tensor transposed = Objects.requireNonNull(back.tensors().get("transposed"));
    Check.same(transposed, counts.t().contiguous());
  }

  private String hash(String name, float value, String config, String seconds) throws IOException {
    Path file = folder.resolve("hashed");
    Tensor tensor = Ops.of(new float[] {1, value}, 2);
    TensorFile.write(file, Map.of(name, tensor), Map.of("config", config, "seconds", seconds));
    return TensorFile.hash(file, "config");
  }

  @Test
  void a_hash_covers_tensors_and_one_text_only() throws IOException {
    String hash = hash("a", 2, "x", "1.5");
    assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(hash("a", 2, "x", "17.25"));
    assertThat(hash)
        .isNotEqualTo(hash("b", 2, "x", "1.5"))
        .isNotEqualTo(hash("a", 3, "x", "1.5"))
        .isNotEqualTo(hash("a", 2, "y", "1.5"));
  }

  @Test
  void a_file_without_tensors_is_valid() throws IOException {
    Path file = folder.resolve("none.safetensors");
    TensorFile.write(file, Map.of(), Map.of());
    assertThat(TensorFile.read(file).tensors()).isEmpty();
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(small());
    Path cut = folder.resolve("cut.safetensors");
    for (int size = 0; size < whole.length; size++) {
      Files.write(cut, Arrays.copyOf(whole, size));
      assertThatThrownBy(() -> TensorFile.read(cut))
          .as("%d of %d bytes", size, whole.length)
          .isInstanceOf(EverymodeException.class)
          .hasMessageStartingWith(cut + " is not a valid safetensors file: ");
    }
    Files.write(cut, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> TensorFile.read(cut)).isInstanceOf(EverymodeException.class);
  }

  @Test
  void a_changed_byte_of_a_tensor_is_refused() throws IOException {
    byte[] whole = Files.readAllBytes(small());
    int data = 8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Path bad = folder.resolve("bad.safetensors");
    for (int at = data; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(bad, changed);
      assertThatThrownBy(() -> TensorFile.read(bad))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("its bytes do not match its header");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':{'dtype':'F32','shape':[1000000000000],'data_offsets':[0,4000000000000]}}",
        "{'a':{'dtype':'F32','shape':[1000000000000],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[4611686018427387905],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,-4]}}",
        "{'a':{'dtype':'F32','shape':[-1,-1],'data_offsets':[0,4]}}",
        "{'a':{'dtype':'F16','shape':[2],'data_offsets':[0,2]}}",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}",
        "{'a':{'dtype':'F32','shape':['x'],'data_offsets':[0,4]}}",
        "{'a':{'shape':[1]}}",
        "{'a':3}",
        "[]",
        "3",
        "{'a':",
        "nonsense"
      })
  void a_header_that_does_not_match_the_file_is_refused(String header) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("header.safetensors");
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).array());
    assertThatThrownBy(() -> TensorFile.read(file)).isInstanceOf(EverymodeException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 2, 0.5 -2",
    "BF16, 2, 0.5 -2",
    "I8, 1, 5 -2",
    "I16, 2, 300 -2",
    "U16, 2, 300 65534",
    "U32, 4, 300 4294967294",
    "U64, 8, 300 7"
  })
  void types_of_other_programs_are_read(String type, int width, String values) throws IOException {
    double[] wanted =
        Arrays.stream(values.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    ByteBuffer bytes = ByteBuffer.allocate(2 * width).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : wanted) {
      switch (type) {
        case "F16" -> bytes.putShort(Float.floatToFloat16((float) value));
        case "BF16" -> bytes.putShort((short) (Float.floatToIntBits((float) value) >> 16));
        case "I8" -> bytes.put((byte) value);
        case "I16", "U16" -> bytes.putShort((short) (int) value);
        case "U32" -> bytes.putInt((int) (long) value);
        default -> bytes.putLong((long) value);
      }
    }
    String header =
        String.format(
            Locale.ROOT, "{'a':{'dtype':'%s','shape':[2],'data_offsets':[0,%d]}}", type, 2 * width);
    Path file = ArrayBytes.safetensors(folder.resolve("x.safetensors"), header, bytes.array());
    Tensor x = Objects.requireNonNull(TensorFile.read(file).tensors().get("a"));
    assertThat(Ops.doubles(x)).containsExactly(wanted);
    assertThat(x.is_floating_point()).isEqualTo(type.endsWith("F16"));
    assertThat(Ops.doubles(TensorFile.tensor(file, "a"))).containsExactly(wanted);
    assertThat(TensorFile.outline(file)).containsExactly(Map.entry("a", type + " [2]"));
  }

  @Test
  void integers_beyond_int64_are_refused() throws IOException {
    String header = "{'a':{'dtype':'U64','shape':[1],'data_offsets':[0,8]}}";
    byte[] large = {-1, -1, -1, -1, -1, -1, -1, -1};
    Path file = ArrayBytes.safetensors(folder.resolve("x.safetensors"), header, large);
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("tensor 'a' must have integers below 2^63");
  }

  @Test
  void entries_may_be_in_any_order() throws IOException {
    String header =
        "{'b':{'dtype':'U8','shape':[2],'data_offsets':[1,3]},"
            + "'none':{'dtype':'F32','shape':[0],'data_offsets':[1,1]},"
            + "'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}}";
    Path file =
        ArrayBytes.safetensors(folder.resolve("x.safetensors"), header, new byte[] {7, 8, 9});
    Map<String, Tensor> read = TensorFile.read(file).tensors();
    assertThat(List.copyOf(read.keySet())).containsExactly("b", "none", "a");
    assertThat(Ops.longs(Objects.requireNonNull(read.get("a")))).containsExactly(7);
    assertThat(Ops.longs(Objects.requireNonNull(read.get("b")))).containsExactly(8, 9);
    assertThat(Ops.longs(TensorFile.tensor(file, "b"))).containsExactly(8, 9);
  }

  @Test
  void a_tensor_beside_one_of_an_unknown_type_is_read() throws IOException {
    String header =
        "{'a':{'dtype':'F8_E4M3','shape':[2],'data_offsets':[0,2]},"
            + "'b':{'dtype':'U8','shape':[1],'data_offsets':[2,3]}}";
    Path file =
        ArrayBytes.safetensors(folder.resolve("x.safetensors"), header, new byte[] {7, 8, 9});
    assertThat(Ops.longs(TensorFile.tensor(file, "b"))).containsExactly(9);
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("tensor 'a' must have one of the types BF16, BOOL, F16, F32, F64,")
        .hasMessageContaining("but has F8_E4M3; convert it to F32");
    assertThatThrownBy(() -> TensorFile.tensor(file, "c")).hasMessageContaining("no tensor 'c'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1,3; 0,1; 4; its bytes do not match its header", // a gap at the end
        "2,4; 0,1; 4; the bytes of 'a' must begin at 1, where those before it end, but begin at 2",
        "0,2; 1,2; 2; the bytes of 'b' must begin at 2, where those before it end, but begin at 1",
        "1,3; 0,1; 2; its header declares 3 bytes, but there are 2",
      })
  void gaps_and_overlaps_are_refused(String a, String b, int size, String message)
      throws IOException {
    String header =
        String.format(
            Locale.ROOT,
            "{'a':{'dtype':'U8','shape':[2],'data_offsets':[%s]},'b':{'dtype':'U8','shape':[1],'data_offsets':[%s]}}",
            a,
            b);
    Path file = ArrayBytes.safetensors(folder.resolve("x.safetensors"), header, new byte[size]);
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 1_000, 99_999_999, Integer.MAX_VALUE, Long.MAX_VALUE})
  void a_header_longer_than_the_file_is_refused(long length) throws IOException {
    Path file = folder.resolve("length.safetensors");
    ByteBuffer bytes = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(length).array());
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("its header declares");
  }

  @Test
  void a_missing_file_is_reported() {
    Path file = folder.resolve("missing");
    assertThatThrownBy(() -> TensorFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessage("there is no file " + file);
  }

  @Test
  void a_failed_write_leaves_only_the_old_file() throws IOException {
    Path file = small();
    byte[] before = Files.readAllBytes(file);
    Tensor unsaved = Ops.zeros(2).to(ScalarType.Half);
    assertThatThrownBy(() -> TensorFile.write(file, Map.of("a", unsaved), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (var all = Files.list(folder)) {
      assertThat(all).containsExactly(file);
    }
  }

  private Path small() throws IOException {
    Path file = folder.resolve("small.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("count", Ops.scalar(7));
    tensors.put("empty", Ops.zeros(0, 3));
    tensors.put("weight", Ops.of(new float[] {1, 2, 3}, 3));
    TensorFile.write(file, tensors, Map.of("steps", "1"));
    return file;
  }

  private static byte[] bytes(Tensor tensor) {
    ByteBuffer buffer = Ops.bytes(tensor);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
