package everymode.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import everymode.error.EverymodeException;
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
  void the_old_format_is_read_too() throws IOException {
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
      assertThatThrownBy(() -> TorchFile.legacy("cut", ByteBuffer.wrap(cut)))
          .isInstanceOf(EverymodeException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'cos\nsystem\n', names the Python function os.system",
    "'cbuiltins\neval\n', names the Python function builtins.eval",
    "'ctorch\nload\n', names the Python function torch.load",
    "'i', holds the pickle instruction 0x69",
    "'\u0081', holds the pickle instruction 0x81",
  })
  void what_would_run_code_is_refused(String code, String message) throws IOException {
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
  void texts_that_are_longer_than_the_file_are_refused_before_memory_is_taken() throws IOException {
    Path file = zip(new byte[] {'X', -1, -1, -1, 127, 'a', '.'}, new byte[0]);
    assertThatThrownBy(() -> TorchFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("is cut off in a text");
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
