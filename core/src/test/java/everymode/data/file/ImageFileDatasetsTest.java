package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.tensor.Ops;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFileDatasetsTest {

  @TempDir private Path folder;

  @Test
  void sorted_folders_are_the_classes() throws IOException {
    for (String name : new String[] {"zebra", "Ä cat", "bird"}) {
      for (int i = 0; i < 4; i++) {
        put(name + "/" + i + ".png", png(plain(2, 3, 10 * i)));
      }
    }
    put("zebra/.hidden.png", new byte[] {1});
    put("notes.txt", new byte[] {1});
    put("bird/.DS_Store", new byte[] {1});
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.classes()).containsExactly("bird", "zebra", "Ä cat");
    assertThat(data.domain()).isEqualTo(new Domain.Images(3, 3, 2));
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(12);
    assertThat(data.notes())
        .hasSize(3)
        .contains("Files that are not images were passed over: 1 .txt.")
        .anyMatch(note -> note.startsWith("All three channels"));
  }

  @Test
  void train_and_test_folders_are_honoured() throws IOException {
    put("train/a/1.png", png(plain(2, 2, 1)));
    put("train/b/1.png", png(plain(2, 2, 2)));
    put("valid/b/1.png", png(plain(2, 2, 3)));
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.train().size()).isEqualTo(2);
    assertThat(Ops.longs(Objects.requireNonNull(data.heldOut().label()))).containsExactly(1);
    assertThat(Ops.longs(data.heldOut().all())[0]).isEqualTo(3);
    put("valid/c/1.png", png(plain(2, 2, 3)));
    refused(folder.toString(), "must have the classes a, b of the training images, but valid/c");
    put("test/a/1.png", png(plain(2, 2, 4)));
    Dataset tested = Datasets.open(folder.toString());
    assertThat(Ops.longs(tested.heldOut().all())[0]).isEqualTo(4);
    assertThat(tested.notes())
        .hasSize(2)
        .contains("The 2 images of valid were passed over, because test is held out.");
  }

  @Test
  void links_are_followed_and_loops_reported() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/deep"));
    Path set = Files.createDirectory(folder.resolve("my set"));
    for (int i = 0; i < 3; i++) {
      Files.write(elsewhere.resolve(i + ".png"), png(plain(1, 1, i)));
    }
    Files.createSymbolicLink(set.resolve("cats"), elsewhere);
    Dataset data = Datasets.open(set.toString());
    assertThat(data.classes()).containsExactly("cats");
    Files.createSymbolicLink(elsewhere.resolve("back"), set);
    refused(set.toString(), "links back to a parent folder");
  }

  @Test
  void images_of_one_pixel_open_flat_and_one_image_is_too_few() throws IOException {
    put("0.png", png(plain(1, 1, 7)));
    refused(folder.toString(), "must have at least 2 images, so that one can be held out");
    put("1.jpg", encoded(plain(1, 1, 7), "jpg"));
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.classes()).isEmpty();
    assertThat(data.train().label()).isNull();
    put("cats/1.png", png(plain(1, 1, 7)));
    refused(
        folder.toString(),
        "or none must be in class folders, but 0.png is next to folders; move it");
  }

  @Test
  void an_empty_folder_reports_the_supported_contents() {
    refused(folder.toString(), "must contain PNG, JPEG, GIF or BMP images, or the files of MNIST");
  }

  @Test
  void mixed_sizes_are_refused_with_the_remedy_that_works() throws IOException {
    put("a.png", png(plain(8, 8, 100)));
    put("b.png", png(plain(8, 8, 100)));
    put("c.png", png(plain(6, 4, 100)));
    refused(
        folder.toString(),
        "but 2 are 8×8 colour (a.png), 1 is 4×6 colour (c.png); use '" + folder + ":resize=32'");
    Dataset data = Datasets.open(folder + ":resize=4x3");
    assertThat(data.domain()).isEqualTo(new Domain.Images(3, 4, 3));
    assertThat(Ops.longs(data.train().all())).containsOnly(100);
    put("d.png", png(grey(8, 8, 100)));
    refused(
        folder + ":resize=4", "1 is 4×4 grey (d.png); use '" + folder + ":resize=4,grey=false'");
    Dataset grey = Datasets.open(folder + ":resize=4,grey=true");
    assertThat(grey.domain()).isEqualTo(new Domain.Images(1, 4, 4));
    assertThat(Ops.longs(grey.train().all())).containsOnly(100);
    for (String wrong : new String[] {"resize=0", "resize=big", "resize=9999", "grey=1"}) {
      assertThatThrownBy(() -> Datasets.open(folder + ":" + wrong))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("must be");
    }
    assertThatThrownBy(() -> Datasets.open(folder + ":rezise=4"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("did you mean 'resize'?");
  }

  @Test
  void every_kind_of_png_gives_its_pixels() throws IOException {
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 257 * 93);
    assertThat(pixels(png(deep))).containsExactly(93, 93, 93);
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x33_ff_00_80); // a fifth
    // 0.2 · 255 + 0.8 · 255, 0.8 · 255, 0.2 · 128 + 0.8 · 255
    assertThat(pixels(png(clear))).containsExactly(255, 204, 230);
    byte[] levels = {0, 50};
    var model = new IndexColorModel(1, 2, levels, levels, new byte[] {9, 90});
    BufferedImage palette = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY, model);
    palette.getRaster().setSample(0, 0, 0, 1);
    assertThat(pixels(png(palette))).containsExactly(50, 50, 90);
    BufferedImage rgb = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    rgb.setRGB(0, 0, 0x010203);
    assertThat(pixels(png(rgb))).containsExactly(1, 2, 3);
    assertThat(pixels(encoded(rgb, "bmp"))).containsExactly(1, 2, 3);
    assertThat(pixels(png(grey(1, 1, 200)))).containsExactly(200, 200, 200);
    assertThat(pixels(encoded(grey(1, 1, 200), "jpg"))).containsExactly(200, 200, 200);
  }

  @Test
  void broken_images_are_named() throws IOException {
    put("a.png", png(plain(2, 2, 1)));
    byte[] sound = png(plain(40, 40, 1));
    for (int length : new int[] {0, 3, 20, 30, 60}) {
      put("b.png", Arrays.copyOf(sound, length));
      refused(folder + ":resize=2", "b.png: is ");
    }
    put("b.png", "text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    refused(folder.toString(), "b.png: is not a PNG, JPEG, GIF or BMP image; repair or remove it");
    // start of frame with four components
    put("b.png", new byte[] {-1, -40, -1, -64, 0, 20, 8, 0, 2, 0, 2, 4, 0, 0, 0, 0});
    refused(folder.toString(), "b.png: has four channels (CMYK); save it as RGB");
  }

  @Test
  void an_image_that_declares_too_many_pixels_takes_no_memory() throws IOException {
    byte[] bomb = png(plain(2, 2, 1));
    ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
    put("a.png", bomb);
    put("b.png", bomb);
    refused(folder.toString(), "must have from 1 to 64 million pixels, but has 60000×60000");
    ByteBuffer.wrap(bomb).putInt(16, 0);
    put("a.png", bomb);
    refused(folder.toString(), "but has 60000×0");
  }

  @Test
  void an_image_of_more_pixels_than_its_bytes_can_encode_is_refused() throws IOException {
    byte[] bomb = png(plain(2, 2, 1));
    ByteBuffer.wrap(bomb).putInt(16, 3).putInt(20, 8_000_000);
    put("a.png", bomb);
    put("b.png", bomb);
    refused(folder + ":resize=2", "declares 8000000×3 pixels, which its");
    byte[] around = encoded(plain(2, 2, 1), "bmp");
    ByteBuffer.wrap(around).put(30, (byte) 5); // BI_PNG: another image follows
    put("a.png", around);
    refused(folder + ":resize=2", "uses an unsupported compression; save it as PNG");
  }

  @Test
  void images_at_the_best_compression_are_read() throws IOException {
    int side = 4_000;
    byte[][] blank = {
      png(filled(side, side, 1, BufferedImage.TYPE_BYTE_BINARY)),
      encoded(filled(side, side, 1, BufferedImage.TYPE_BYTE_BINARY), "gif"),
      encoded(filled(side, side, 1, BufferedImage.TYPE_BYTE_BINARY), "bmp"),
      encoded(grey(side, side, 255), "jpg"),
      encoded(plain(side, side, 255), "jpg"),
      png(plain(side, side, 255))
    };
    for (byte[] picture : blank) {
      put("all/a.png", picture);
      put("all/b.png", picture);
      Dataset data = Datasets.open(folder.resolve("all") + ":resize=1,grey=true");
      assertThat(Ops.longs(data.train().first(1))).containsExactly(255);
    }
  }

  @Test
  void a_zip_with_a_list_of_classes_opens() throws IOException {
    Path zip = zip("{\"labels\": [[\"00000/a.png\", 2], [\"00000/b.png\", [0, 1.0, 0]]]}");
    Dataset data = Datasets.open(zip.toString());
    assertThat(data.classes()).containsExactly("1", "2");
    assertThat(data.allRows().labels()).containsExactlyInAnyOrder(0, 1);
    assertThat(Datasets.open(zip("{\"labels\": null}").toString()).classes()).isEmpty();
    refused(zip("{\"labels\": [[\"00000/a.png\", 1]]}").toString(), "has none for 00000/b.png");
    refused(
        zip("{\"labels\": [[\"00000/a.png\", 1], [\"00000/b.png\", 1], [\"00000/a.png\", 2]]}")
            .toString(),
        "must have one label for each image, but has 1 and 2 for 00000/a.png");
    assertThat(
            Datasets.open(
                    zip("{\"labels\": [[\"00000/a.png\", 1], [\"00000/b.png\", 1], [\"x.png\", 2]]}")
                        .toString())
                .notes())
        .contains("dataset.json has labels of images that are missing: 1, such as x.png.");
    refused(
        zip("{\"labels\": [[\"00000/a.png\", 0.5], [\"00000/b.png\", 1]]}").toString(),
        "one-hot vectors, but 00000/a.png has 0.5");
    refused(
        zip("{\"labels\": [[\"00000/a.png\", [1, 1]], [\"00000/b.png\", 1]]}").toString(),
        "one-hot vectors, but 00000/a.png has [1,1]");
    refused(zip("{\"labels\": [3]}").toString(), "labels must be pairs");
    refused(zip("{").toString(), "must be valid JSON");
    byte[] bytes = Files.readAllBytes(zip("{}"));
    Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
    refused(cut.toString(), "must be a valid zip archive, but is not");
  }

  @Test
  void folders_in_a_zip_are_classes_even_below_one_folder() throws IOException {
    Path file = folder.resolve("set.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : new String[] {"top/a/1.png", "top/b/1.png", "__MACOSX/top/a/1.png"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(png(plain(2, 2, 5)));
        zip.closeEntry();
      }
    }
    assertThat(Datasets.open(file.toString()).classes()).containsExactly("a", "b");
  }

  @Test
  void images_beyond_a_quarter_of_the_heap_are_decoded_on_access() throws IOException {
    int side = 4_096;
    int count = Math.toIntExact(FileBytes.most() / (3L * side * side) + 2);
    for (int i = 0; i < count; i++) {
      put(i + ".png", png(plain(1, 1, i)));
    }
    Rows rows = Datasets.open(folder + ":resize=" + side).train();
    assertThat(rows.outOfCore()).isTrue();
    assertThat(rows.x(new long[] {0}).shape()).containsExactly(1, 3, side, side);
  }

  @Test
  void no_thread_is_left_behind() throws Exception {
    for (int i = 0; i < 40; i++) {
      put(i + ".png", png(plain(4, 4, i)));
    }
    Dataset data = Datasets.open(folder.toString());
    assertThat(data.train().size() + data.heldOut().size()).isEqualTo(40);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().matches("pool-\\d+-thread-\\d+")) {
        thread.join(5_000); // a pool ends shortly before its threads do
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void shrinking_averages_growing_interpolates_and_the_centre_is_kept() {
    byte[] four = {0, 10, 20, 30};
    assertThat(ImageResize.of(four, 1, 1, 4, 1, 4)).isSameAs(four);
    assertThat(ImageResize.of(four, 1, 2, 2, 1, 1)).containsExactly(15);
    assertThat(ImageResize.of(four, 1, 1, 4, 1, 1)).containsExactly(10); // 4×1 cut to column 1
    byte[] three = {0, 30, 60, 0, 30, 60, 0, 30, 60};
    // 1.5 columns each: (0 + 15) / 1.5 and (15 + 60) / 1.5
    assertThat(ImageResize.of(three, 1, 3, 3, 2, 2)).containsExactly(10, 50, 10, 50);
    // centres at −0.25, 0.25, 0.75, 1.25 of 0 and 100
    byte[] two = {0, 100, 0, 100};
    assertThat(ImageResize.of(two, 1, 2, 2, 4, 4)).startsWith(0, 25, 75, 100);
  }

  private long[] pixels(byte[] picture) throws IOException {
    Path own = Files.createTempDirectory(folder, "one");
    Files.write(own.resolve("a.png"), picture);
    Files.write(own.resolve("b.png"), picture);
    return Ops.longs(Datasets.open(own + ":grey=false").train().all());
  }

  private void refused(String spec, String message) {
    assertThatThrownBy(() -> Datasets.open(spec))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  private Path zip(String list) throws IOException {
    Path file = folder.resolve("style.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : new String[] {"b", "a"}) {
        zip.putNextEntry(new ZipEntry("00000/" + name + ".png"));
        zip.write(png(plain(2, 2, 5)));
        zip.closeEntry();
      }
      zip.putNextEntry(new ZipEntry("dataset.json"));
      zip.write(list.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    return file;
  }

  private void put(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, content);
  }

  private static BufferedImage plain(int width, int height, int level) {
    return filled(width, height, level, BufferedImage.TYPE_3BYTE_BGR);
  }

  private static BufferedImage grey(int width, int height, int level) {
    return filled(width, height, level, BufferedImage.TYPE_BYTE_GRAY);
  }

  private static BufferedImage filled(int width, int height, int level, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int band = 0; band < image.getRaster().getNumBands(); band++) {
      int[] all = new int[width * height];
      Arrays.fill(all, level);
      image.getRaster().setSamples(0, 0, width, height, band, all);
    }
    return image;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    return encoded(image, "png");
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }
}
