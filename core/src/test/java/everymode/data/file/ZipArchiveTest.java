package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.io.ZipArchive;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.XZOutputStream;

class ZipArchiveTest {

  private static final int DIRECTORY = 0x504b0102; // the mark of an entry in the directory

  // Places in an entry of the directory.
  private static final int FLAGS = 8;
  private static final int METHOD = 10;
  private static final int SIZE = 24;
  private static final int PART = 34;

  @TempDir private Path folder;

  @Test
  void backslashes_of_windows_separate_folders() throws IOException {
    Path zip = zip("Train\\dog\\1.png", "Train\\cat\\1.png", "Test\\dog\\2.png", "Test\\");
    Dataset data = Datasets.open(zip.toString());
    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.train().size()).isEqualTo(2);
    assertThat(data.heldOut().labels()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "top/", "archive/dataset/", "/", "../../", "C:\\data\\"})
  void folders_around_the_classes_of_an_archive_are_entered(String top) throws IOException {
    Path flat = zip(top + "1.png", top + "2.png");
    assertThat(Datasets.open(flat.toString()).allRows().size()).isEqualTo(2);
    Path classes = zip(top + "dog/1.png", top + "cat/2.png", top + "labels.csv");
    Dataset data = Datasets.open(classes.toString());
    assertThat(data.classes()).containsExactly("cat", "dog");
    assertThat(data.notes()).contains("Files that are not images were passed over: 1 .csv.");
    Path parts = zip(top + "train/dog/1.png", top + "train/cat/2.png", top + "test/dog/3.png");
    assertThat(Datasets.open(parts.toString()).heldOut().labels()).containsExactly(1);
  }

  @Test
  void names_that_are_not_unicode_are_in_code_page_437() throws IOException {
    Path old = zip("IBM437", false, "été/1.png", "hiver/1.png");
    Dataset data = Datasets.open(old.toString());
    assertThat(data.classes()).containsExactly("hiver", "été");
    assertThat(data.notes())
        .contains("Names in the archive are not in Unicode and were read in code page 437.");
    Path unmarked = zip("UTF-8", false, "été/1.png", "hiver/1.png");
    assertThat(Datasets.open(unmarked.toString()).classes()).containsExactly("hiver", "été");
    Path extra = zip("IBM437", true, "été/1.png", "日本/1.png");
    Dataset named = Datasets.open(extra.toString());
    assertThat(named.classes()).containsExactly("été", "日本");
    assertThat(String.join(" ", named.notes())).doesNotContain("code page");
  }

  @Test
  void enhanced_deflate_of_windows_is_read() throws IOException {
    Path file = Files.write(folder.resolve("windows.zip"), deflate64());
    assertThat(Datasets.open(file.toString()).allRows().size()).isEqualTo(6);
  }

  private static byte[] deflate64() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ZipArchiveTest.class.getResourceAsStream("deflate64.zip"))) {
      return in.readAllBytes();
    }
  }

  /// An archive for each packing.
  static List<byte[]> archives() {
    try {
      return List.of(
          stored(picture(1), "a/1.png", "b\\2.png"),
          deflate64(),
          packed(12, 0, BZip2CompressorOutputStream::new),
          packed(95, 0, out -> new XZOutputStream(out, new LZMA2Options(0))),
          packed(14, 0, out -> lzma(out, false)),
          packed(14, 2, out -> lzma(out, true)),
          packed(8, 0, out -> new DeflaterOutputStream(out, new Deflater(9, true))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Packing {
    OutputStream over(OutputStream out) throws IOException;
  }

  @Test
  void packings_of_other_tools_are_read() throws IOException {
    for (byte[] archive : archives()) {
      Path file = Files.write(folder.resolve("packed.zip"), archive);
      try (ZipArchive zip = ZipArchive.open(file, "zip archive", "download it again")) {
        ZipArchive.Entry first = zip.entries().iterator().next();
        try (InputStream in = zip.open(first)) {
          assertThat(ImageIO.read(in)).as("method %d", first.content().getMethod()).isNotNull();
        }
      }
      assertThat(Datasets.open(file.toString()).allRows().size()).isGreaterThan(1);
    }
  }

  private static OutputStream lzma(OutputStream out, boolean endMarked) throws IOException {
    LZMA2Options options = new LZMA2Options();
    ByteBuffer head = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 9).put((byte) 20).putShort((short) 5);
    head.put((byte) ((options.getPb() * 5 + options.getLp()) * 9 + options.getLc()));
    out.write(head.putInt(options.getDictSize()).array());
    return new LZMAOutputStream(out, options, endMarked);
  }

  private static byte[] packed(int method, int flags, Packing packing) throws IOException {
    byte[] picture = picture(7);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream packed = packing.over(out)) {
      packed.write(picture);
    }
    byte[] bytes = stored(out.toByteArray(), "1.png", "2.png");
    patch(bytes, METHOD, (short) method);
    patch(bytes, FLAGS, (short) flags);
    patch(bytes, SIZE, (short) picture.length);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "10, 93, 'but 1.png is packed by Zstandard; unpack it and give the folder'",
    "10, 98, 'but 1.png is packed by PPMd; unpack it and give the folder'",
    "10, 77, 'but 1.png is packed by method 77; unpack it and give the folder'",
    "10, 99, 'but 1.png is encrypted; unpack it and give the folder'",
    "8, 1, 'but 1.png is encrypted; unpack it and give the folder'",
    "34, 1, 'but 1.png is in another part of a split archive; unpack it and give the folder'",
  })
  void what_cannot_be_read_is_named(int at, short value, String message) throws IOException {
    Path file = folder.resolve("other.zip");
    byte[] bytes = stored(picture(1), "1.png", "2.png");
    patch(bytes, at, value);
    Files.write(file, bytes);
    refused(file, "must be an archive that can be read, " + message);
  }

  @Test
  void files_that_are_no_zip_are_named() throws IOException {
    Path file = folder.resolve("photos.zip");
    Files.writeString(file, "Rar!\u001a\u0007\u0001", StandardCharsets.ISO_8859_1);
    refused(
        file, "must be a valid zip archive, but is a RAR archive; unpack it and give the folder");
    Files.writeString(file, "<!DOCTYPE html>");
    refused(file, "but is a web page; download the file again");
    Files.write(file, new byte[0]);
    refused(file, "must be a valid zip archive, but is not (");
    byte[] whole = stored(picture(1), "1.png", "2.png");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    refused(file, "must be a valid zip archive, but is not (");
    byte[] last = Arrays.copyOfRange(whole, whole.length - 22, whole.length);
    ByteBuffer.wrap(last)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(4, (short) 2)
        .putShort(6, (short) 1);
    Files.write(file, last);
    refused(file, "but is one part of a split archive; join the parts");
  }

  @Test
  void archives_with_large_fields_or_a_program_in_front_are_read() throws IOException {
    Path file = folder.resolve("large.zip");
    try (var zip = new ZipArchiveOutputStream(file.toFile())) {
      zip.setUseZip64(Zip64Mode.Always);
      for (String name : new String[] {"a/1.png", "b/1.png"}) {
        put(zip, name, picture(3));
      }
    }
    assertThat(Datasets.open(file.toString()).classes()).containsExactly("a", "b");
    ByteArrayOutputStream program = new ByteArrayOutputStream();
    program.write(new byte[1000]);
    program.write(stored(picture(1), "a/1.png", "b/1.png"));
    Files.write(file, program.toByteArray());
    assertThat(Datasets.open(file.toString()).classes()).containsExactly("a", "b");
  }

  @Test
  void of_entries_with_one_name_the_last_is_read() throws IOException {
    Path file = folder.resolve("twice.zip");
    try (var zip = new ZipArchiveOutputStream(file.toFile())) {
      put(zip, "1.png", new byte[] {1});
      put(zip, "2.png", picture(2));
      put(zip, "1.png", picture(1));
    }
    assertThat(Datasets.open(file.toString()).allRows().size()).isEqualTo(2);
  }

  @Test
  void entries_are_read_from_many_threads_even_interrupted_ones() throws Exception {
    Path file = folder.resolve("many.zip");
    int count = 50;
    try (var zip = new ZipArchiveOutputStream(file.toFile())) {
      for (int i = 0; i < count; i++) {
        byte[] content = new byte[10_000];
        Arrays.fill(content, (byte) i);
        content[i] = 0;
        put(zip, i + ".png", content);
      }
    }
    try (ZipArchive zip = ZipArchive.open(file, "zip archive", "download it again");
        ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<ZipArchive.Entry> entries = List.copyOf(zip.entries());
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 20 * count; i++) {
        int own = i % count;
        boolean interrupted = i % 7 == 0;
        all.add(
            pool.submit(() -> {
              if (interrupted) {
                Thread.currentThread().interrupt();
              }
              byte[] expected = new byte[10_000];
              Arrays.fill(expected, (byte) own);
              expected[own] = 0;
              try (InputStream in = zip.open(entries.get(own))) {
                assertThat(in.readAllBytes()).isEqualTo(expected);
              }
              return Thread.interrupted();
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @Test
  void files_of_one_name_and_empty_folders_are_noted() throws IOException {
    Dataset data =
        Datasets.open(
            zip("dog/1.png", "dog/22.png", "cat/1.png", "cat/22.png", "dog/1.png", "rare\\")
                .toString());
    assertThat(data.allRows().size()).isEqualTo(4);
    assertThat(data.notes())
        .contains(
            "Files that an archive contains again under the same name replace the earlier ones: 1, such as dog/1.png.",
            "Folders without images were passed over: rare.");
  }

  private Path zip(String... names) throws IOException {
    return zip("UTF-8", false, names);
  }

  private Path zip(String charset, boolean extra, String... names) throws IOException {
    Path file = Files.createTempFile(folder, "set", ".zip");
    try (var zip = new ZipArchiveOutputStream(file.toFile())) {
      zip.setEncoding(charset);
      zip.setUseLanguageEncodingFlag(false);
      zip.setCreateUnicodeExtraFields(
          extra
              ? ZipArchiveOutputStream.UnicodeExtraFieldPolicy.ALWAYS
              : ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NEVER);
      for (String name : names) {
        put(zip, name, name.endsWith("\\") ? new byte[0] : picture(name.length()));
      }
    }
    return file;
  }

  private static void put(ZipArchiveOutputStream zip, String name, byte[] content)
      throws IOException {
    zip.putArchiveEntry(new ZipArchiveEntry(name));
    zip.write(content);
    zip.closeArchiveEntry();
  }

  private static byte[] stored(byte[] content, String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var zip = new ZipArchiveOutputStream(out)) {
      zip.setMethod(ZipArchiveEntry.STORED);
      for (String name : names) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setSize(content.length);
        var sum = new java.util.zip.CRC32();
        sum.update(content);
        entry.setCrc(sum.getValue());
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static void patch(byte[] zip, int at, short value) {
    ByteBuffer buffer = ByteBuffer.wrap(zip);
    int found = 0;
    for (int i = 0; i + PART < zip.length; i++) {
      if (buffer.getInt(i) == DIRECTORY) {
        buffer.putShort(i + at, Short.reverseBytes(value));
        found++;
      }
    }
    assertThat(found).isEqualTo(2);
  }

  private static byte[] picture(int level) throws IOException {
    BufferedImage image = new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(1, 1, 0, level);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", out)).isTrue();
    return out.toByteArray();
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> Datasets.open(file.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }
}
