package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTest {

  private static final int PIXELS = 3_072;

  @TempDir private Path folder;

  @Test
  void a_folder_of_five_batches_and_a_test_batch_opens() throws IOException {
    ten(4);
    Files.writeString(
        folder.resolve("batches.meta.txt"),
        "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.domain()).isEqualTo(new Domain.Images(3, 32, 32));
    assertThat(data.train().size()).isEqualTo(20);
    assertThat(data.heldOut().size()).isEqualTo(4);
    assertThat(data.classes()).hasSize(10).startsWith("airplane", "automobile");
    assertThat(Ops.longs(Objects.requireNonNull(data.train().label())))
        .startsWith(1, 2, 3, 4, 2, 3, 4, 5);
    assertThat(data.notes()).isEmpty();
    // 64 times the channel plus the column
    long[] pixels = Ops.longs(data.train().x(new long[] {5}));
    assertThat(pixels).hasSize(PIXELS);
    assertThat(pixels[0]).isEqualTo(0);
    assertThat(pixels[31]).isEqualTo(31);
    assertThat(pixels[1_024]).isEqualTo(64);
    assertThat(pixels[3_071]).isEqualTo(128 + 31);
  }

  @Test
  void gzipped_batches_give_the_same_rows() throws IOException {
    ten(3);
    String hash = Datasets.open(folder.toString()).hash();
    for (int i = 1; i <= 5; i++) {
      Path plain = folder.resolve("data_batch_" + i + ".bin");
      Files.write(folder.resolve(plain.getFileName() + ".gz"), gzip(Files.readAllBytes(plain)));
      Files.delete(plain);
    }
    assertThat(Datasets.open(folder.toString()).hash()).isEqualTo(hash);
  }

  @Test
  void the_fine_label_of_cifar_100_is_the_class() throws IOException {
    Files.write(folder.resolve("train.bin"), records(5, new int[] {19, 98}));
    Files.write(folder.resolve("test.bin"), records(2, new int[] {3, 99}));
    Dataset data = Datasets.open(folder.toString());
    assertThat(Ops.longs(Objects.requireNonNull(data.train().label()))).containsOnly(98);
    assertThat(Ops.longs(Objects.requireNonNull(data.heldOut().label()))).containsOnly(99);
    assertThat(data.classes()).hasSize(100);
    Files.writeString(folder.resolve("fine_label_names.txt"), "apple\n");
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("must contain the names of 100 classes, one per line, but has 1;");
  }

  @Test
  void a_single_file_holds_out_a_tenth() throws IOException {
    Path file = Files.write(folder.resolve("some.bin"), records(200, new int[] {1, 2}));
    Dataset data = Datasets.open(file.toString());
    assertThat(data.classes()).hasSize(100);
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(200);
    // five standard deviations of a binomial count of 200 × 0.1
    assertThat(data.heldOut().size()).isBetween(1, 41);
    assertThat(data.notes()).hasSize(1);
  }

  @Test
  void invalid_files_are_refused_in_one_sentence() throws IOException {
    refused("test_batch.bin", new byte[3_072], "CIFAR-10 records of 3,073 bytes each");
    refused("test_batch.bin", new byte[0], "but has 0 bytes, none");
    refused("train.bin", new byte[3_073], "CIFAR-100 records of 3,074 bytes each");
    byte[] far = records(3, new int[] {10});
    refused("test_batch.bin", far, "labels must be from 0 to 9, but row 0 has 10");
    byte[] zipped = gzip(records(3, new int[] {1}));
    refused("test_batch.bin.gz", Arrays.copyOf(zipped, zipped.length / 2), "is cut off");
    refused("test_batch.bin", records(1, new int[] {1}), "must have at least 2 images");
    ten(2);
    Files.delete(folder.resolve("data_batch_3.bin"));
    assertThatThrownBy(() -> Datasets.open(folder.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("but data_batch_3.bin is missing; add it");
  }

  @Test
  void a_file_in_mnists_format_is_detected_regardless_of_its_name() throws IOException {
    byte[] bytes = new byte[16 + 12];
    System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2}, 0, bytes, 0, 16);
    Path file = Files.write(folder.resolve("digits.bin"), bytes);
    assertThat(Datasets.open(file.toString()).domain()).isEqualTo(new Domain.Images(1, 2, 2));
  }

  @Test
  void the_real_set_opens() {
    String root = System.getenv("EVERYMODE_DATA");
    Assumptions.assumeTrue(root != null, "EVERYMODE_DATA does not name a folder of sets");
    Path real = Path.of(String.valueOf(root), "cifar-10-batches-bin");
    Assumptions.assumeTrue(Files.exists(real), "there is no CIFAR-10");
    Dataset data = Datasets.open(real.toString());
    assertThat(data.describe()).isEqualTo("50,000 colour images 32×32, 10 classes");
    assertThat(data.heldOut().size()).isEqualTo(10_000);
    assertThat(data.classes()).contains("airplane", "truck");
    // the published mean of red
    Tensor red = Ops.toDouble(data.train().first(10_000).select(1, 0));
    assertThat(red.mean().item_double() / 255).isCloseTo(0.4914, within(0.005));
  }

  private void refused(String name, byte[] content, String message) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
    Files.delete(file);
  }

  private void ten(int records) throws IOException {
    for (int i = 1; i <= 5; i++) {
      byte[] bytes = records(records, new int[] {0});
      for (int row = 0; row < records; row++) {
        bytes[row * (1 + PIXELS)] = (byte) ((i + row) % 10);
      }
      Files.write(folder.resolve("data_batch_" + i + ".bin"), bytes);
    }
    Files.write(folder.resolve("test_batch.bin"), records(records, new int[] {9}));
  }

  /// Each pixel is 64 times its channel plus its column.
  private static byte[] records(int count, int[] labels) {
    byte[] bytes = new byte[count * (labels.length + PIXELS)];
    int at = 0;
    for (int row = 0; row < count; row++) {
      for (int label : labels) {
        bytes[at++] = (byte) label;
      }
      for (int i = 0; i < PIXELS; i++) {
        bytes[at++] = (byte) (64 * (i / 1_024) + i % 32);
      }
    }
    return bytes;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }
}
