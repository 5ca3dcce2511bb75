package everymode.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Domain;
import everymode.data.catalog.Samples;
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
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

  @TempDir private Path folder;

  @Test
  void all_types_survive_writing_and_reading() {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = new LinkedHashMap<>();
      arrays.put("samples", Ops.of(new float[] {1, -2, 3.5f, Float.MIN_VALUE, 5, 6}, 3, 2));
      arrays.put("mu", Ops.of(new double[] {Math.PI}, 1));
      arrays.put("labels", Ops.of(1, -2, Long.MAX_VALUE));
      arrays.put("pixels", Ops.ofBytes(new byte[] {0, 1, -1, 127}, 1, 2, 2, 1));
      arrays.put("transposed", Ops.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2).t());
      Path file = folder.resolve("all.npz");
      Npz.write(file, arrays);
      Map<String, Tensor> back = Npz.read(file);
      assertThat(back.keySet()).containsExactlyElementsOf(arrays.keySet());
      arrays.forEach((name, t) -> {
        Tensor read = back.getOrDefault(name, t);
        assertThat(read.shape()).containsExactly(t.shape());
        assertThat(read.scalar_type().intern()).isEqualTo(t.scalar_type().intern());
        assertThat(read.equal(t)).as(name).isTrue();
      });
    }
  }

  @Test
  void equal_arrays_give_equal_files() throws IOException {
    try (var _ = new Scope()) {
      Path a = folder.resolve("a.npz");
      Path b = folder.resolve("b.npz");
      Npz.write(a, Map.of("samples", Ops.full(3, 5, 2)));
      Npz.write(b, Map.of("samples", Ops.full(3, 5, 2)));
      assertThat(a).hasSameBinaryContentAs(b);
      assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.npz", "b.npz");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void every_version_of_the_format_is_read_stored_or_deflated(int version) throws IOException {
    byte[] array = npy(version, "<f4", false, "(2, 3)", 24);
    ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).putFloat(array.length - 4, 7.5f);
    try (var _ = new Scope()) {
      for (boolean stored : new boolean[] {false, true}) {
        Tensor x = samples(zip(Map.of("samples.npy", array), stored));
        assertThat(x.shape()).containsExactly(2, 3);
        assertThat(Ops.floats(x)).containsExactly(0, 0, 0, 0, 0, 7.5f);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "|O; False; (2, 3); 24; contains Python objects ('|O'), which are never unpickled",
        "<c8; False; (2, 3); 48; must contain integers of at most 8 bytes",
        "<U3; False; (2, 3); 72; contains text ('<U3'); number the words with numpy.unique",
        "<M8[s]; False; (2, 3); 48; must contain integers of at most 8 bytes",
        ">f4; False; (2, 3); 23; must have 24 bytes",
        "<f4; False; (2, 3); 23; must have 24 bytes for its shape [2, 3], but has 23",
        "<f4; False; (2, 3); 25; but has 25",
        "<f4; False; (999999999999999999, 999999999999999999); 0; a shape too large for any file",
        "<f4; False; (1000000000, 3); 0; must have 12000000000 bytes",
        "<f4; False; (0, 999999999999999999); 4; must have 0 bytes",
        "<f4; False; (-2, 3); 24; an invalid NumPy header",
        "<f4; maybe; (2, 3); 24; an invalid NumPy header",
        "<f4; True, 'shape': (6,); (2, 3); 24; an invalid NumPy header",
        "<f4; True, 'extra': 1; (2, 3); 24; an invalid NumPy header",
        "<f4; True; (2, 3), exit(); 24; an invalid NumPy header",
        "<f4; True; (2 3); 24; an invalid NumPy header",
      })
  void invalid_arrays_are_refused(
      String type, String fortran, String shape, int size, String message) throws IOException {
    byte[] array = npy(1, type, fortran, shape, size);
    refused(zip(Map.of("samples.npy", array), false), message);
  }

  @Test
  void a_header_with_ten_thousand_axes_is_refused() throws IOException {
    byte[] array = npy(2, "<f4", false, "(" + "1, ".repeat(10_000) + ")", 4);
    refused(zip(Map.of("samples.npy", array), false), "must have at most 32 axes");
  }

  @Test
  void a_header_that_declares_too_much_takes_no_memory() throws IOException {
    byte[] array = npy(1, "<f4", false, "(400000000,)", 4);
    refused(zip(Map.of("samples.npy", array), false), "must have 1600000000 bytes");
    byte[] header = npy(2, "<f4", false, "(1,)", 4);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -1);
    refused(zip(Map.of("samples.npy", header), false), "declares a header of 4294967295 bytes");
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    Path file = zip(Map.of("samples.npy", npy(1, "<f8", false, "(3, 2)", 48)), false);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      refused(Files.write(folder.resolve("cut.npz"), Arrays.copyOf(whole, length)), "cut.npz");
    }
    for (int length = 0; length < 10; length++) {
      byte[] start = Arrays.copyOf(npy(1, "<f8", false, "(3, 2)", 48), length);
      refused(zip(Map.of("samples.npy", start), false), "cut off");
    }
    refused(folder.resolve("none.npz"), "does not exist");
  }

  @Test
  void a_damaged_byte_never_escapes_as_another_error() throws IOException {
    byte[] whole =
        Files.readAllBytes(zip(Map.of("samples.npy", npy(1, "<f8", false, "(3, 2)", 48)), true));
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Path file = Files.write(folder.resolve("damaged.npz"), damaged);
      try (var _ = new Scope()) {
        Npz.read(file);
      } catch (EverymodeException e) {
        assertThat(e).hasMessageContaining("damaged.npz");
      }
    }
  }

  @Test
  void images_are_restored_within_half_a_grey_level() {
    try (var _ = new Scope()) {
      var domain = new Domain.Images(3, 2, 4);
      Tensor x = Ops.times(Ops.range(48).view(2, 3, 2, 4), 1 / 47.0);
      Path file = folder.resolve("images.npz");
      Samples.write(file, domain, x, Map.of("labels", Ops.of(1, 2)), List.of());
      assertThat(samples(file).shape()).containsExactly(2, 2, 4, 3);
      Tensor back = Samples.read(file.toString(), domain);
      assertThat(back.shape()).containsExactly(2, 3, 2, 4);
      assertThat(back.sub(x).abs().max().item_double()).isLessThan(0.5 / 255 + 1e-6);
      assertThatThrownBy(() -> Samples.read(file.toString(), new Domain.Points(2)))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining(
              "samples must have shape [n, 2] as in the data set, but have [2, 2, 4, 3]");
    }
  }

  @Test
  void empty_or_non_finite_samples_are_refused_with_the_file() {
    try (var _ = new Scope()) {
      var domain = new Domain.Points(2);
      Path file = folder.resolve("points.npz");
      Npz.write(file, Map.of("samples", Ops.of(new float[] {1, 2, Float.NaN, 4}, 2, 2)));
      assertThatThrownBy(() -> Samples.read(file.toString(), domain))
          .isInstanceOf(EverymodeException.class)
          .hasMessage(file + ": contains numbers that are not finite; remove those samples");
      Npz.write(file, Map.of("samples", Ops.zeros(0, 2)));
      assertThatThrownBy(() -> Samples.read(file.toString(), domain))
          .hasMessage(file + ": contains no samples; generate some");
    }
  }

  private static Tensor samples(Path file) {
    return Objects.requireNonNull(Npz.read(file, List.of("samples")).get("samples"));
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(
            () -> {
              try (var _ = new Scope()) {
                samples(file);
              }
            })
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  private Path zip(Map<String, byte[]> entries, boolean stored) throws IOException {
    Path file = folder.resolve("some.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        if (stored) {
          CRC32 crc = new CRC32();
          crc.update(each.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(each.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
      }
    }
    return file;
  }

  private static byte[] npy(int version, String type, boolean fortran, String shape, int size) {
    return npy(version, type, fortran ? "True" : "False", shape, size);
  }

  private static byte[] npy(int version, String type, String fortran, String shape, int size) {
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n",
            type,
            fortran,
            shape);
    byte[] header = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(12 + header.length + size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      out.putShort((short) header.length);
    } else {
      out.putInt(header.length);
    }
    out.put(header);
    return Arrays.copyOf(out.array(), out.position() + size);
  }
}
