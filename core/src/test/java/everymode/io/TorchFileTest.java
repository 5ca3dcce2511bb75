package everymode.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchFileTest {

  @TempDir private Path folder;

  /// A pickle of {'w': tensor} with a storage of six floats, written instruction by instruction.
  private static byte[] pickle(int count, int offset, int rows, int columns, int stride) {
    var out = new ByteArrayOutputStream();
    bytes(out, 0x80, 2, '}');
    text(out, "w");
    out.writeBytes("ctorch._utils\n_rebuild_tensor_v2\n((".getBytes(StandardCharsets.US_ASCII));
    text(out, "storage");
    out.writeBytes("ctorch\nFloatStorage\n".getBytes(StandardCharsets.US_ASCII));
    text(out, "0");
    text(out, "cpu");
    bytes(out, 'K', count, 't', 'Q', 'K', offset);
    bytes(out, 'K', rows, 'K', columns, 0x86, 'K', stride, 'K', 1, 0x86, 0x89);
    out.writeBytes("ccollections\nOrderedDict\n)R".getBytes(StandardCharsets.US_ASCII));
    bytes(out, 't', 'R', 's', '.');
    return out.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int... values) {
    for (int value : values) {
      out.write(value);
    }
  }

  private static void text(ByteArrayOutputStream out, String text) {
    bytes(out, 'X', text.length(), 0, 0, 0);
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Path zip(byte[] pickle, byte[] storage) throws IOException {
    Path file = folder.resolve("w.pt");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      stored(zip, "any/data.pkl", pickle);
      stored(zip, "any/data/0", storage);
    }
    return file;
  }

  private static void stored(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 sum = new CRC32();
    sum.update(bytes);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] floats(int n) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * n).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < n; i++) {
      buffer.putFloat(i);
    }
    return buffer.array();
  }

  @Test
  void a_view_of_a_storage_is_read() throws IOException {
    try (var _ = new Scope()) {
      var contents = TorchFile.read(zip(pickle(6, 1, 2, 2, 3), floats(6)));
      assertThat(Ops.floats(Objects.requireNonNull(contents.tensors().get("w"))))
          .containsExactly(1, 2, 4, 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3, 3", "0, 3, 2, 3", "6, 1, 1, 1", "0, 200, 200, 0", "0, 2, 2, 200"})
  void a_view_beyond_its_storage_is_refused(int offset, int rows, int columns, int stride)
      throws IOException {
    Path file = zip(pickle(6, offset, rows, columns, stride), floats(6));
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("tensor 'w' does not fit its storage");
  }

  @Test
  void the_legacy_format_is_read() throws IOException {
    var out = new ByteArrayOutputStream();
    bytes(out, 0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.');
    bytes(out, 0x80, 2, 'M', 0xe9, 3, '.');
    bytes(out, 0x80, 2, '}', '.');
    out.writeBytes(pickle(6, 0, 2, 3, 3));
    bytes(out, 0x80, 2, ']');
    text(out, "0");
    bytes(out, 'a', '.');
    bytes(out, 6, 0, 0, 0, 0, 0, 0, 0);
    out.writeBytes(floats(6));
    byte[] whole = out.toByteArray();
    Path file = Files.write(folder.resolve("w.pth"), whole);
    try (var _ = new Scope()) {
      assertThat(Ops.floats(Objects.requireNonNull(TorchFile.read(file).tensors().get("w"))))
          .containsExactly(0, 1, 2, 3, 4, 5);
    }
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TorchFileLayout.of("cut", ByteBuffer.wrap(cut)))
          .isInstanceOf(EverymodeException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'cos\nsystem\n', refers to the Python function os.system",
    "'cbuiltins\neval\n', refers to the Python function builtins.eval",
    "'ctorch\nload\n', refers to the Python function torch.load",
    "'i', contains the pickle instruction 0x69",
    "'\u0081', contains the pickle instruction 0x81",
  })
  void code_execution_is_refused(String code, String message) throws IOException {
    var out = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(out);
    data.writeBytes(code);
    bytes(out, ')', 'R', '.');
    Path file = zip(out.toByteArray(), new byte[0]);
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void a_dictionary_inside_itself_is_refused() throws IOException {
    var out = new ByteArrayOutputStream();
    bytes(out, '}', 'q', 0);
    text(out, "a");
    bytes(out, 'h', 0, 's', '.');
    Path file = zip(out.toByteArray(), new byte[0]);
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void strings_longer_than_the_file_are_refused_before_allocation() throws IOException {
    Path file = zip(new byte[] {'X', -1, -1, -1, 127, 'a', '.'}, new byte[0]);
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("is cut off in a string");
  }

  /// Refused by the layout, in one sentence and quickly.
  private static void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> TorchFileLayout.of("some.pt", ByteBuffer.wrap(bytes)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith("some.pt: ")
        .hasMessageContaining(message);
  }

  private byte[] zipped(byte[] pickle) throws IOException {
    return Files.readAllBytes(zip(pickle, floats(6)));
  }

  @Test
  void an_archive_that_is_cut_anywhere_is_refused() throws IOException {
    byte[] whole = zipped(pickle(6, 0, 2, 3, 3));
    for (int length = 4; length < whole.length; length++) {
      refused(java.util.Arrays.copyOf(whole, length), "");
    }
  }

  @Test
  void an_offset_near_the_largest_integer_is_refused() throws IOException {
    byte[] sound = pickle(6, 1, 2, 2, 3);
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    String huge = "\u008a\b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f";
    String bad = text.replace("QK\u0001", "Q" + huge);
    assertThat(bad).isNotEqualTo(text);
    refused(zipped(bad.getBytes(StandardCharsets.ISO_8859_1)), "does not fit its storage");
  }

  /// Ten lists, each of a hundred times the next: 10²⁰ visits without a limit.
  @Test
  void lists_that_share_their_parts_are_refused_quickly() throws IOException {
    var out = new ByteArrayOutputStream();
    bytes(out, ']', 'q', 0);
    for (int level = 1; level <= 10; level++) {
      bytes(out, ']', '(');
      for (int i = 0; i < 100; i++) {
        bytes(out, 'h', level - 1);
      }
      bytes(out, 'e', 'q', level);
    }
    bytes(out, '.');
    refused(zipped(out.toByteArray()), "contains too much");
  }

  @Test
  void a_function_is_not_named_by_a_list_that_holds_itself() throws IOException {
    var out = new ByteArrayOutputStream();
    bytes(out, ']', 'q', 0, ']', 'h', 0, 'a', 'a', 'h', 0, 0x93, '.');
    refused(zipped(out.toByteArray()), "the name of a function is not a string");
  }

  @Test
  void views_in_a_small_file_cannot_request_much_memory() throws IOException {
    byte[] one = pickle(6, 0, 2, 3, 3);
    byte[] tensor = java.util.Arrays.copyOfRange(one, 9, one.length - 2);
    var out = new ByteArrayOutputStream();
    bytes(out, ']', '(');
    for (int i = 0; i < 5; i++) {
      out.writeBytes(tensor);
    }
    bytes(out, 'e', '.');
    refused(zipped(out.toByteArray()), "has tensors of 120 bytes in storages of 24");
  }

  @Test
  void big_endian_numbers_are_refused() throws IOException {
    Path file = folder.resolve("big.pt");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      stored(zip, "any/data.pkl", pickle(6, 0, 2, 3, 3));
      stored(zip, "any/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
      stored(zip, "any/data/0", floats(6));
    }
    refused(Files.readAllBytes(file), "big-endian");
  }

  @Test
  void compressed_entries_are_refused() throws IOException {
    Path file = folder.resolve("packed.pt");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("any/data.pkl"));
      zip.write(pickle(6, 0, 2, 3, 3));
      zip.closeEntry();
    }
    refused(Files.readAllBytes(file), "is compressed");
  }

  /// Every byte of a valid file is changed in three ways: the file is read or refused.
  @Test
  void changed_bytes_are_read_or_refused() throws IOException {
    byte[] whole = zipped(pickle(6, 1, 2, 2, 3));
    try (var _ = new Scope()) {
      for (int at = 0; at < whole.length; at++) {
        for (int change : new int[] {1, 0x80, 0xff}) {
          byte[] changed = whole.clone();
          changed[at] ^= (byte) change;
          readOrRefused(changed);
        }
      }
    }
  }

  private static void readOrRefused(byte[] bytes) {
    try (var _ = new Scope()) {
      TorchFile.Contents contents = TorchFile.read("changed", ByteBuffer.wrap(bytes));
      contents.tensors().values().forEach(t -> assertThat(t.numel()).isLessThanOrEqualTo(6));
    } catch (EverymodeException e) {
      assertThat(e.sentence()).startsWith("changed: ").doesNotContain("\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FloatStorage, 4", "DoubleStorage, 8", "HalfStorage, 2", "BFloat16Storage, 2", "LongStorage, 8",
    "IntStorage, 4", "ShortStorage, 2", "CharStorage, 1", "ByteStorage, 1", "BoolStorage, 1"
  })
  void every_type_of_number_is_read(String type, int width) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(width).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case "FloatStorage" -> one.putFloat(1);
      case "DoubleStorage" -> one.putDouble(1);
      case "HalfStorage" -> one.putShort((short) 0x3c00);
      case "BFloat16Storage" -> one.putShort((short) 0x3f80);
      default -> one.put(0, (byte) 1);
    }
    String text = new String(pickle(1, 0, 1, 1, 1), StandardCharsets.ISO_8859_1);
    byte[] pickle = text.replace("FloatStorage", type).getBytes(StandardCharsets.ISO_8859_1);
    try (var _ = new Scope()) {
      var tensors = TorchFile.read(zip(pickle, one.array())).tensors();
      assertThat(Ops.doubles(Objects.requireNonNull(tensors.get("w")))).containsExactly(1);
    }
  }

  @Test
  void dictionaries_of_python_2_and_tuples_are_read() throws IOException {
    byte[] one = pickle(6, 0, 2, 3, 3);
    byte[] tensor = java.util.Arrays.copyOfRange(one, 9, one.length - 2);
    var out = new ByteArrayOutputStream();
    bytes(out, 0x80, 2);
    out.writeBytes("ccollections\nOrderedDict\n".getBytes(StandardCharsets.US_ASCII));
    bytes(out, ']', ']');
    text(out, "pair");
    bytes(out, 'a');
    out.writeBytes(tensor);
    bytes(out, 'K', 7, 0x86, 'a', 'a', 0x85, 'R', '.');
    var plan = TorchFileLayout.of("two.pt", ByteBuffer.wrap(zipped(out.toByteArray())));
    assertThat(plan.tensors()).containsOnlyKeys("pair.0");
    assertThat(plan.values()).containsEntry("pair.1", "7");
  }

  /// LibTorch's own writer, an independent one.
  @Test
  void files_written_by_libtorch_are_read() throws IOException {
    try (var _ = new Scope()) {
      var x = RandomTensors.normal(new everymode.random.RandomKey(1), 3, 4).t();
      var made = org.bytedeco.pytorch.global.torch.pickle_save(new org.bytedeco.pytorch.IValue(x));
      byte[] bytes = new byte[(int) made.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = made.get(i);
      }
      var read = TorchFile.read("libtorch", ByteBuffer.wrap(bytes)).tensors();
      assertThat(Ops.floats(read.values().iterator().next())).containsExactly(Ops.floats(x));
    }
  }

  @Test
  void published_networks_are_read() {
    String data = System.getenv("EVERYMODE_DATA");
    assumeTrue(data != null, "set EVERYMODE_DATA to a folder with models/");
    try (var _ = new Scope()) {
      var lenet = TorchFile.read(Path.of(data, "models", "mnist_lenet_0.991.pth")).tensors();
      assertThat(lenet).hasSize(10);
      assertThat(Objects.requireNonNull(lenet.get("convnet.c5.weight")).shape())
          .containsExactly(120, 16, 5, 5);
      var resnet = TorchFile.read(Path.of(data, "models", "resnet20-12fca82f.th"));
      assertThat(resnet.tensors()).containsKey("state_dict.module.conv1.weight");
      assertThat(resnet.values()).containsKey("best_prec1");
    }
  }
}
