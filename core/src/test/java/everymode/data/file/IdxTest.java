package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxTest {

  private static final int N = 40;

  @TempDir private Path folder;

  @Test
  void a_folder_gives_training_and_test_images_with_labels() throws IOException {
    images("train-images-idx3-ubyte", N, 3, 2, false);
    labels("train-labels-idx1-ubyte", N, false);
    // gzipped without the suffix .gz
    images("t10k-images-idx3-ubyte", 7, 3, 2, true);
    labels("t10k-labels-idx1-ubyte.gz", 7, true);
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.domain()).isEqualTo(new Domain.Images(1, 3, 2));
    assertThat(data.train().all().shape()).containsExactly(N, 1, 3, 2);
    assertThat(data.heldOut().size()).isEqualTo(7);
    assertThat(data.classes()).containsExactly("0", "1", "2");
    assertThat(Ops.longs(data.train().all().narrow(0, 0, 1))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(Ops.longs(Objects.requireNonNull(data.heldOut().label())))
        .containsExactly(0, 1, 2, 0, 1, 2, 0);
    assertThat(data.notes()).isEmpty();
  }

  @Test
  void a_single_file_holds_out_a_tenth_of_each_class() throws IOException {
    Path file = images("my-images-idx3-ubyte.gz", 2_000, 1, 1, true);
    labels("my-labels-idx1-ubyte.gz", 2_000, true);
    Dataset data = Datasets.open(file.toString());
    assertThat(counts(data.heldOut(), 3)).containsExactly(67, 67, 67); // of 667, 667 and 666
    assertThat(counts(data.train(), 3)).containsExactly(600, 600, 599);
    assertThat(data.classes()).hasSize(3);
    assertThat(Datasets.open(file.toString()).hash()).isEqualTo(data.hash());
  }

  @Test
  void labels_from_1_are_as_many_classes_as_there_are_numbers() throws IOException {
    images("train-images-idx3-ubyte", N, 3, 2, false);
    images("t10k-images-idx3-ubyte", 7, 3, 2, false);
    for (String name : new String[] {"train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"}) {
      int n = name.startsWith("train") ? N : 7;
      byte[] plain = bytes(1, n);
      for (int i = 0; i < n; i++) {
        plain[8 + i] = (byte) (1 + i % 26);
      }
      Files.write(folder.resolve(name), plain);
    }
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.classes()).hasSize(26).startsWith("1", "2").endsWith("26");
    assertThat(data.heldOut().labels()).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(Ops.longs(data.train().all().narrow(0, 0, 1))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(Datasets.open(folder + "[7]").train().size()).isEqualTo(2);
  }

  @Test
  void a_single_file_without_labels_has_no_classes() throws IOException {
    Dataset data = Datasets.open(images("pictures", N, 2, 2, false).toString());
    assertThat(data.classes()).isEmpty();
    assertThat(data.train().label()).isNull();
  }

  @Test
  void a_file_cut_anywhere_is_refused() throws IOException {
    byte[] plain = bytes(3, N, 2, 2);
    for (int length = 0; length < plain.length; length++) {
      refused(Arrays.copyOf(plain, length), length < 16 ? "is cut off" : "is cut off after");
    }
    byte[] zipped = gzip(plain);
    for (int length = 2; length < zipped.length; length++) {
      refused(Arrays.copyOf(zipped, length), "is cut off");
    }
  }

  @Test
  void a_file_that_is_too_long_is_refused() throws IOException {
    byte[] plain = bytes(3, N, 2, 2);
    refused(Arrays.copyOf(plain, plain.length + 1), "but is longer");
    refused(gzip(Arrays.copyOf(plain, plain.length + 1)), "but is longer");
  }

  @Test
  void damaged_bytes_are_refused() throws IOException {
    byte[] zipped = gzip(bytes(3, N, 2, 2));
    byte[] checksum = zipped.clone();
    checksum[zipped.length - 6] ^= 1;
    refused(checksum, "is not valid gzip");
    byte[] method = zipped.clone();
    method[2] = 7;
    refused(method, "is not valid gzip");
    byte[] floats = bytes(3, N, 2, 2);
    floats[2] = 0x0d;
    refused(floats, "begins with 00000d03");
    refused(
        "# Not images at all".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        "begins with 23204e6f");
    refused(bytes(3, 0, 2, 2), "at least 1 along each axis, but axis 0 has 0");
    refused(bytes(3, -1, 2, 2), "but axis 0 has -1");
  }

  @Test
  void a_wrong_size_in_the_header_takes_no_memory() throws IOException {
    byte[] large =
        Arrays.copyOf(
            ByteBuffer.allocate(16).putInt(0x803).putInt(2_000_000_000).putInt(1).putInt(1).array(),
            100);
    Backend.load(); // unpacking the native libraries takes memory of its own
    long before = allocated();
    refused(large, "is cut off after 84");
    refused(gzip(large), "is cut off after 84");
    assertThat(allocated() - before).isLessThan(50_000_000);
    byte[] larger =
        ByteBuffer.allocate(16)
            .putInt(0x803)
            .putInt(1 << 30)
            .putInt(1 << 30)
            .putInt(1 << 30)
            .array();
    refused(larger, "at most 2 GiB");
  }

  @Test
  void a_file_beyond_a_quarter_of_the_heap_is_mapped() throws IOException {
    int rows = Math.toIntExact(FileBytes.most() / 1_000_000 + 2);
    Path file = folder.resolve("large");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.writeInt(0x803);
      sparse.writeInt(rows);
      sparse.writeInt(1_000);
      sparse.writeInt(1_000);
      sparse.setLength(16 + rows * 1_000_000L);
      sparse.seek(16 + (rows - 1) * 1_000_000L);
      sparse.write(99);
    }
    Dataset data = Datasets.open(file.toString());
    assertThat(data.train().outOfCore()).isTrue();
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(rows);
    long sum =
        Ops.longs(data.train().x(new long[] {data.train().size() - 1}))[0]
            + Ops.longs(data.heldOut().x(new long[] {data.heldOut().size() - 1}))[0];
    assertThat(sum).isEqualTo(99);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(16 + rows * 1_000_000L - 1);
      assertThatThrownBy(() -> Datasets.open(file.toString()))
          .hasMessageContaining("but is cut off after " + (rows * 1_000_000L - 1));
      sparse.setLength(16 + rows * 1_000_000L + 1);
      assertThatThrownBy(() -> Datasets.open(file.toString()))
          .hasMessageContaining("but is longer");
    }
  }

  @Test
  void a_gzipped_file_beyond_a_quarter_of_the_heap_is_refused() throws IOException {
    int rows = Math.toIntExact(FileBytes.most() / 1_000_000 + 2);
    Path file = folder.resolve("large.gz");
    try (var out =
        new DataOutputStream(
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), 1 << 16))) {
      out.writeInt(0x803);
      out.writeInt(rows);
      out.writeInt(1_000);
      out.writeInt(1_000);
      byte[] row = new byte[1_000_000];
      for (int i = 0; i < rows; i++) {
        out.write(row);
      }
    }
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(file + ": has more than")
        .hasMessageEndingWith("gunzip it first, so that it can be mapped");
  }

  @Test
  void labels_that_do_not_fit_are_refused() throws IOException {
    Path file = images("a-images-idx3-ubyte", N, 2, 2, false);
    labels("a-labels-idx1-ubyte", N - 1, false);
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("must contain a label for each of the 40 images")
        .hasMessageContaining("but has 39");
  }

  @Test
  void a_folder_without_images_reports_the_expected_files() {
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(
            "must contain PNG, JPEG, GIF or BMP images, or the files of MNIST (train-images-idx3-ubyte)");
  }

  @Test
  void test_images_of_another_size_are_refused() throws IOException {
    images("train-images-idx3-ubyte", N, 3, 2, false);
    images("t10k-images-idx3-ubyte", N, 2, 2, false);
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("images must be 3×2 like the training images, but are 2×2");
  }

  @Test
  void the_real_mnist_opens() {
    String data = System.getenv("EVERYMODE_DATA");
    Assumptions.assumeTrue(data != null, "EVERYMODE_DATA does not name a folder with mnist in it");
    for (String name : new String[] {"mnist", "fashion-mnist"}) {
      Dataset set = Datasets.open(Path.of(String.valueOf(data), name).toString());
      assertThat(set.describe()).isEqualTo("60,000 images 28×28, 10 classes");
      assertThat(set.heldOut().size()).isEqualTo(10_000);
    }
  }

  private void refused(byte[] content, String message) throws IOException {
    Path file = Files.write(folder.resolve("some-images-idx3-ubyte"), content);
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  private Path images(String name, int n, int h, int w, boolean zip) throws IOException {
    byte[] plain = bytes(3, n, h, w);
    for (int i = 16; i < plain.length; i++) {
      plain[i] = (byte) (i - 16);
    }
    return Files.write(folder.resolve(name), zip ? gzip(plain) : plain);
  }

  private void labels(String name, int n, boolean zip) throws IOException {
    byte[] plain = bytes(1, n);
    for (int i = 0; i < n; i++) {
      plain[8 + i] = (byte) (i % 3);
    }
    Files.write(folder.resolve(name), zip ? gzip(plain) : plain);
  }

  private static byte[] bytes(int axes, int... shape) {
    int size = Math.max(0, Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * axes + size).putInt(0x800 | axes);
    Arrays.stream(shape).forEach(buffer::putInt);
    return buffer.array();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private static long[] counts(Rows rows, int classes) {
    long[] counts = new long[classes];
    for (long label : rows.labels()) {
      counts[(int) label]++;
    }
    return counts;
  }

  private static long allocated() {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }
}
