package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.List;

/// Any bytes in an image or an archive of images are read or refused with a message.
class ImageFileDatasetsFuzzTest {

  private static final int SMALL = 1 << 14;

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
}
