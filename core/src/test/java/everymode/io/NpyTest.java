package everymode.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.data.file.FileBytes;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

  @TempDir private Path folder;

  private static byte[] npy(int version, String type, boolean fortran, String shape, byte[] body) {
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n",
            type,
            fortran ? "True" : "False",
            shape);
    byte[] header = text.getBytes(StandardCharsets.UTF_8);
    int length = version == 1 ? 2 : 4;
    ByteBuffer all =
        ByteBuffer.allocate(8 + length + header.length + body.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      all.putShort((short) header.length);
    } else {
      all.putInt(header.length);
    }
    return all.put(header).put(body).array();
  }

  private double[] read(byte[] file, long... shape) throws IOException {
    Path path = Files.write(folder.resolve("a.npy"), file);
    try (var _ = new Scope()) {
      Tensor array = Npz.array(path);
      assertThat(array.shape()).containsExactly(shape);
      return Ops.doubles(array);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "|u1, 1", "|i1, 1", "|b1, 1", "<i2, 2", ">i2, 2", "<u2, 2", ">u2, 2", "<i4, 4", ">i4, 4",
    "<u4, 4", ">u4, 4", "<i8, 8", ">i8, 8", "<f2, 2", ">f2, 2", "<f4, 4", ">f4, 4", "<f8, 8",
    ">f8, 8"
  })
  void every_type_in_either_byte_order_is_read(String type, int width) throws IOException {
    ByteBuffer body =
        ByteBuffer.allocate(2 * width)
            .order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int value = 0; value < 2; value++) {
      switch (type.substring(1)) {
        case "f2" -> body.putShort(Float.floatToFloat16(value));
        case "f4" -> body.putFloat(value);
        case "f8" -> body.putDouble(value);
        case "i8" -> body.putLong(value);
        case "i4", "u4" -> body.putInt(value);
        case "i2", "u2" -> body.putShort((short) value);
        default -> body.put((byte) value);
      }
    }
    assertThat(read(npy(1, type, false, "(2,)", body.array()), 2)).containsExactly(0, 1);
  }

  @Test
  void unsigned_numbers_stay_unsigned() throws IOException {
    byte[] all = {-1, -1, -1, -1};
    assertThat(read(npy(1, "<u4", false, "(1,)", all), 1)).containsExactly(4294967295.0);
    assertThat(read(npy(1, "<u2", false, "(2,)", all), 2)).containsExactly(65535, 65535);
    assertThat(read(npy(1, "<i2", false, "(2,)", all), 2)).containsExactly(-1, -1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void column_major_arrays_are_read(int version) throws IOException {
    byte[] columns = {0, 3, 1, 4, 2, 5}; // the matrix 0 1 2 / 3 4 5 column by column
    assertThat(read(npy(version, "|u1", true, "(2, 3)", columns), 2, 3))
        .containsExactly(0, 1, 2, 3, 4, 5);
    byte[] cube = {0, 4, 2, 6, 1, 5, 3, 7};
    assertThat(read(npy(version, "|u1", true, "(2, 2, 2)", cube), 2, 2, 2))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void gzipped_arrays_are_read_and_cut_ones_refused() throws IOException {
    byte[] plain = npy(1, "|u1", false, "(3,)", new byte[] {1, 2, 3});
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(plain);
    }
    assertThat(read(zipped.toByteArray(), 3)).containsExactly(1, 2, 3);
    var cut = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(cut)) {
      gzip.write(plain, 0, plain.length - 1);
    }
    assertThatThrownBy(() -> read(cut.toByteArray(), 3))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("is cut off after 2 of 3 bytes");
  }

  @Test
  void arrays_are_data_points_or_images_by_their_type() throws IOException {
    byte[] floats = new byte[20 * 2 * 4];
    Path points = Files.write(folder.resolve("p.npy"), npy(1, "<f4", false, "(20, 2)", floats));
    Dataset data = Datasets.open(points.toString());
    assertThat(data.domain()).isEqualTo(new Domain.Points(2));
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(20);
    byte[] pixels = new byte[20 * 4 * 5 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    Path images =
        Files.write(folder.resolve("i.npy"), npy(1, "|u1", false, "(20, 4, 5, 3)", pixels));
    Dataset pictures = Datasets.open(images.toString());
    assertThat(pictures.domain()).isEqualTo(new Domain.Images(3, 4, 5));
    try (var _ = new Scope()) {
      // the channels of the first pixel are 0, 1, 2
      double[] first = Ops.doubles(pictures.train().first(1));
      assertThat(first[0]).isEqualTo(0);
      assertThat(first[20]).isEqualTo(1);
      assertThat(first[40]).isEqualTo(2);
    }
    Path whole = Files.write(folder.resolve("w.npy"), npy(1, "<i8", false, "(2,)", new byte[16]));
    assertThatThrownBy(() -> Datasets.open(whole.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("rows must be points as floating-point [n, d]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"|u1; (0, 8, 8)", "<f4; (0, 2)", "<f8; (3, 0)", "<i8; (0,)"})
  void empty_arrays_are_refused(String type, String shape) throws IOException {
    Path file = Files.write(folder.resolve("none.npy"), npy(1, type, false, shape, new byte[0]));
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("rows must be points as floating-point [n, d]");
    try (var _ = new Scope()) {
      assertThat(Npz.array(file).numel()).isZero();
    }
  }

  @Test
  void an_array_beyond_a_quarter_of_the_heap_is_mapped() throws IOException {
    int rows = Math.toIntExact(FileBytes.most() / 1_000_000 + 2);
    Path file =
        sparse("|u1", String.format(Locale.ROOT, "(%d, 1000, 1000, 1)", rows), 1L, rows, (byte) 99);
    Dataset data = Datasets.open(file.toString());
    assertThat(data.domain()).isEqualTo(new Domain.Images(1, 1_000, 1_000));
    assertThat(data.train().outOfCore()).isTrue();
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(rows);
    assertThat(last(data)).isEqualTo(99);
  }

  @Test
  void mapped_numbers_become_float32_row_by_row_and_must_be_finite() throws IOException {
    int rows = Math.toIntExact(FileBytes.most() / 8_000_000 + 2);
    byte[] half = {0, 0, 0, 0, 0, 0, (byte) 0xe0, 0x3f};
    Path file = sparse("<f8", String.format(Locale.ROOT, "(%d, 1000000)", rows), 8L, rows, half);
    Dataset data = Datasets.open(file.toString());
    assertThat(data.domain()).isEqualTo(new Domain.Points(1_000_000));
    assertThat(data.train().outOfCore()).isTrue();
    try (var _ = new Scope()) {
      assertThat(data.train().first(1).scalar_type().intern()).isEqualTo(ScalarType.Float);
    }
    assertThat(last(data)).isEqualTo(0.5);
    byte[] infinite = {0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x7f};
    Path unsound =
        sparse("<f8", String.format(Locale.ROOT, "(%d, 1000000)", rows), 8L, rows, infinite);
    assertThatThrownBy(() -> Datasets.open(unsound.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("rows must be finite numbers");
    Path foreign = sparse(">f8", String.format(Locale.ROOT, "(%d, 1000000)", rows), 8L, rows, half);
    assertThatThrownBy(() -> Datasets.open(foreign.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("little-endian floating point; convert it with numpy's astype");
  }

  @Test
  void mapped_images_may_be_booleans_or_intensities() throws IOException {
    int rows = Math.toIntExact(FileBytes.most() / 1_000_000 + 2);
    Path file =
        sparse("|b1", String.format(Locale.ROOT, "(%d, 1000, 1000)", rows), 1L, rows, (byte) 1);
    Dataset data = Datasets.open(file.toString());
    assertThat(data.domain()).isEqualTo(new Domain.Images(1, 1_000, 1_000));
    assertThat(data.train().outOfCore()).isTrue();
    assertThat(last(data)).isEqualTo(255); // true is white
    int few = Math.toIntExact(FileBytes.most() / 4_000_000 + 2);
    byte[] two = {0, 0, 0, 0x40};
    Path far = sparse("<f4", String.format(Locale.ROOT, "(%d, 1000, 1000)", few), 4L, few, two);
    assertThatThrownBy(() -> Datasets.open(far.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("intensities must be in [0, 1], but range from 0.00 to 2.00");
  }

  /// A file of `rows` rows of a million numbers, all zero except the first number of the last row.
  private Path sparse(String type, String shape, long width, int rows, byte... last)
      throws IOException {
    byte[] head = npy(1, type, false, shape, new byte[0]);
    Path file = folder.resolve("large" + type.substring(1) + ".npy");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(head);
      sparse.setLength(head.length + rows * width * 1_000_000);
      sparse.seek(head.length + (rows - 1) * width * 1_000_000);
      sparse.write(last);
    }
    return file;
  }

  /// The sum of the first numbers of the last rows of both parts.
  private static double last(Dataset data) {
    double sum = 0;
    for (Rows rows : List.of(data.train(), data.heldOut())) {
      try (var _ = new Scope()) {
        sum += Ops.doubles(rows.x(new long[] {rows.size() - 1L}))[0];
      }
    }
    return sum;
  }
}
