package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.io.ZipArchive;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Any bytes in an image or an archive of images are read or refused with a message.
class ImageFileDatasetsFuzzTest {

  private static final int SMALL = 1 << 14;
  private static final List<byte[]> ARCHIVES = ZipArchiveTest.archives();

  private static ImageFile picture(String name, byte[] bytes) {
    return new ImageFile(name, name, () -> new ByteArrayInputStream(bytes));
  }

  @FuzzTest
  void imageHeader(byte[] bytes) throws Exception {
    Fuzzed.read(
        bytes.length,
        () ->
            assertThat(
                    ImageHeader.read(new DataInputStream(new ByteArrayInputStream(bytes)))
                        .channels())
                .isIn(1, 3));
  }

  @FuzzTest
  void picture(byte[] bytes) throws Exception {
    Fuzzed.read(
        bytes.length,
        () -> {
          ImageFile picture = picture("picture", bytes);
          ImageHeader header = picture.header();
          if (header.height() * header.width() < SMALL) {
            var frame = new ImageFile.TargetSize(3, header.height(), header.width(), false);
            assertThat(picture.pixels(frame)).hasSize(frame.size());
          }
        });
  }

  @FuzzTest
  void pictureList(byte[] bytes) throws Exception {
    List<ImageFile> pictures = List.of(picture("a.png", bytes), picture("b/c.png", bytes));
    Fuzzed.read(
        bytes.length,
        () -> {
          LabelledFiles found =
              ImageLabelList.gathered("list", pictures, () -> new ByteArrayInputStream(bytes));
          assertThat(found.train().pictures()).hasSize(2);
        });
  }

  @FuzzTest
  void pictureZip(byte[] bytes) throws Exception {
    Fuzzed.file(
        ".zip",
        bytes,
        file -> {
          Dataset data = ImageZip.open(DatasetSpec.parse("file:resize=4,grey=true", 4), file);
          assertThat(data.train().first(1).shape()).containsExactly(1, 1, 4, 4);
        });
  }

  /// Names of any folders: every image is in one part, and labels are those of classes.
  @FuzzTest
  void pictureFolders(byte[] bytes) throws Exception {
    String[] names = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    Fuzzed.read(
        bytes.length,
        () -> {
          FoundFiles found = new FoundFiles();
          for (String name : names) {
            // Short inputs reach deep: digits stand for words that matter.
            found.add(Words.replace(name) + ".png", name, () -> new ByteArrayInputStream(bytes));
          }
          LabelledFiles labelled = found.labelled("folder");
          for (LabelledFiles.Subset part : List.of(labelled.train(), labelled.held())) {
            long[] label = part.label();
            if (label != null) {
              assertThat(label).hasSameSizeAs(part.pictures());
              assertThat(Arrays.stream(label))
                  .allMatch(c -> c >= 0 && c < labelled.classes().size());
            }
          }
        });
  }

  private static final class Words {
    private static final String[] ALL = {
      "train", "Test", "val", "images", "dog", "Dog", "cat", "seg_train", "seg_test", ".git"
    };

    static String replace(String name) {
      String full = name;
      for (int i = 0; i < ALL.length; i++) {
        full = full.replace(Integer.toString(i), "/" + ALL[i] + "/");
      }
      return full;
    }
  }

  /// Archives of each packing with some bytes changed: the first byte says which archive, and each
  /// three that follow where a byte changes and to what. Or any bytes.
  @FuzzTest
  void zipArchive(byte[] bytes) throws Exception {
    byte[] changed = bytes;
    int kind = bytes.length == 0 ? 0 : bytes[0] & 0xff;
    if (kind < ARCHIVES.size()) {
      changed = ARCHIVES.get(kind).clone();
      for (int i = 1; i + 2 < bytes.length; i += 3) {
        int at = 256 * (bytes[i] & 0xff) + (bytes[i + 1] & 0xff);
        changed[at % changed.length] = bytes[i + 2];
      }
    }
    Fuzzed.file(
        ".zip",
        changed,
        file -> {
          try (ZipArchive zip = ZipArchive.open(file, "zip archive", "download it again")) {
            for (ZipArchive.Entry entry : zip.entries()) {
              assertThat(FoundFiles.name(entry.name())).doesNotContain("\\", "//");
              try (InputStream in = zip.open(entry)) {
                assertThat(in.readNBytes(SMALL)).hasSizeLessThanOrEqualTo(SMALL);
              }
            }
          }
        });
  }
}
