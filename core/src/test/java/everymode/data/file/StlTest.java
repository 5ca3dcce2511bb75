package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StlTest {

  private static final int RECORD = 3 * 96 * 96;
  private static final int UNLABELLED = 100_000;

  @TempDir private Path folder;

  @Test
  void images_are_stored_column_by_column() throws IOException {
    write("train", 3);
    write("test", 2);
    Files.writeString(
        folder.resolve("class_names.txt"),
        "airplane\nbird\ncar\ncat\ndeer\ndog\nhorse\nmonkey\nship\ntruck\n");
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.describe()).isEqualTo("3 colour images 96×96, 10 classes");
    assertThat(data.classes().get(2)).isEqualTo("car");
    assertThat(Ops.longs(Objects.requireNonNull(data.train().label()))).containsExactly(0, 1, 2);
    long[] first = Ops.longs(data.train().first(1));
    // byte number column · 96 + row became row · 96 + column
    assertThat(first[0]).isEqualTo(0);
    assertThat(first[1]).isEqualTo(96);
    assertThat(first[96]).isEqualTo(1);
    assertThat(first[96 + 1]).isEqualTo(97);
  }

  @Test
  void labels_that_do_not_fit_are_refused() throws IOException {
    write("train", 3);
    Path labels = folder.resolve("train_y.bin");
    Files.write(labels, new byte[] {1, 2});
    refused("must contain a label for each of the 3 images");
    Files.write(labels, new byte[] {1, 0, 2});
    refused("labels must be from 1 to 10, but row 1 has 0");
    Files.delete(labels);
    write("test", 2);
    refused("but train_y.bin is missing; add it");
    Files.write(folder.resolve("test_X.bin"), new byte[RECORD + 1]);
    refused("must consist of STL-10 images of 27,648 bytes each, but has 27,649 bytes");
  }

  @Test
  void the_unlabelled_part_is_mapped() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "resident memory is read from /proc");
    Path file = folder.resolve("unlabeled_X.bin");
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength((long) RECORD * UNLABELLED); // 2.7 GB that take no disk space
      sparse.seek((long) RECORD * (UNLABELLED - 1) + 96);
      sparse.write(77);
    }
    Assumptions.assumeTrue(
        FileBytes.most() < Files.size(file), "the heap is large enough to read it");
    Ops.range(3); // loads the library
    long before = resident(status, "RssAnon");
    long mapped = resident(status, "RssFile");
    Dataset data = Datasets.open(file.toString());
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(UNLABELLED);
    assertThat(data.train().outOfCore()).isTrue();
    assertThat(data.train().label()).isNull();
    try (var _ = new Scope()) {
      long[] wanted = {0, 40_000, data.train().size() - 1L};
      assertThat(data.train().x(wanted).shape()).containsExactly(3, 3, 96, 96);
    }
    // memory that cannot be evicted: a block of 1,024 rows twice, and Java temporaries
    assertThat(resident(status, "RssAnon") - before).isLessThan(250L << 20);
    // the hash reads 4,096 rows, each of which pages in at most 64 KB before and after it
    long seen = 4_200L * (RECORD + (128 << 10));
    assertThat(resident(status, "RssFile") - mapped).isLessThan(seen);
    assertThat(last(data)).isEqualTo(77);
  }

  /// Row 0, column 1 of the last image of the file, which is in one of the two parts.
  private static long last(Dataset data) {
    return Arrays.stream(new Rows[] {data.train(), data.heldOut()})
        .mapToLong(rows -> Ops.longs(rows.x(new long[] {rows.size() - 1L}))[1])
        .sum();
  }

  private static long resident(Path status, String kind) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith(kind))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .sum();
  }

  private void refused(String message) {
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(folder.toString())
        .hasMessageContaining(message);
  }

  private void write(String part, int images) throws IOException {
    byte[] pixels = new byte[images * RECORD];
    byte[] labels = new byte[images];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i % 9_216 % 251);
    }
    for (int i = 0; i < images; i++) {
      labels[i] = (byte) (i + 1);
    }
    Files.write(folder.resolve(part + "_X.bin"), pixels);
    Files.write(folder.resolve(part + "_y.bin"), labels);
  }
}
