package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Domain;
import everymode.data.catalog.Datasets;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignFormatsTest {

  private static final byte[] PICKLE = {(byte) 0x80, 4, (byte) 0x95, 0, 0, 0, 0, '.'};

  @TempDir private Path folder;

  private static void refused(Path path, String message) {
    assertThatThrownBy(() -> Datasets.open(path.toString()))
        .isInstanceOf(EverymodeException.class)
        .hasMessageStartingWith(path + ": must be data in a format that is read here, but is ")
        .hasMessageContaining(message);
    assertThatThrownBy(() -> Samples.read(path.toString(), new Domain.Images(1, 4, 4)))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining(message);
  }

  private Path put(String name, byte[] begin) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, Arrays.copyOf(begin, Math.max(600, begin.length)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a.h5; \\x89HDF\\r\\n\\x1a\\n; an HDF5 file; load it in Python",
        "a.mat; MATLAB 5.0 MAT-file; a MATLAB file; load it in Python",
        "a.dat; \\x93NUMPY\\x01; a NumPy array; rename it so that it ends in .npy",
        "a.parquet; PAR1\\x00; a Parquet table; save it as .csv",
        "a.feather; ARROW1\\x00; an Arrow table; save it as .csv",
        "a.jpg; \\xff\\xd8\\xff\\xe0; a single image; give a folder of images",
        "a.png; \\x89PNG\\r; a single image; give a folder of images",
        "a.webp; RIFF\\x00; a single image; give a folder of images",
        "a.7z; 7z\\xbc\\xaf'\\x1c; a 7z archive; unpack it and give the folder",
        "a.rar; Rar!\\x1a\\x07; a RAR archive; unpack it and give the folder",
        "a.tar.xz; \\xfd7zXZ\\x00; compressed by xz; unpack it and give the folder",
        "a.pt; PK\\x03\\x04; a PyTorch file; load it in Python",
        "a.xlsx; PK\\x03\\x04; a workbook; save it as .csv",
        "a; PK\\x03\\x04; a zip archive with another ending; rename it so that it ends in .zip",
        "a.pkl; \\x80\\x04\\x95; a Python pickle, which is never unpickled here; numpy.savez",
        "a.pth; \\x80\\x02\\x8a; a PyTorch file; load it in Python",
        "a.tfrecords; \\x00\\x00; a TensorFlow record file; load it in Python",
      })
  void files_of_other_formats_are_named(String name, String begin, String what, String remedy)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < begin.length(); i++) {
      if (begin.charAt(i) != '\\') {
        bytes.write(begin.charAt(i));
      } else if (begin.charAt(i + 1) == 'x') {
        bytes.write(Integer.parseInt(begin.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        bytes.write(begin.charAt(++i) == 'r' ? '\r' : '\n');
      }
    }
    Path file = put(name, bytes.toByteArray());
    refused(file, what);
    refused(file, remedy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x y c\n1 2 a\n3 4 b\n", "  5.1   3.5   0\r\n  4.9   3.0   1\r\n", "1\n2\n"})
  void text_with_blanks_between_values_is_named(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.data"), text);
    for (String path : new String[] {file.toString(), file + ":label=c"}) {
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(EverymodeException.class)
          .hasMessageEndingWith(
              "is text without tabs, semicolons, bars or commas between values; separate the values with commas, and let the name end in .csv");
    }
  }

  @Test
  void tar_archives_are_named_gzipped_or_not() throws IOException {
    byte[] tar = new byte[1_024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    tar[0] = 'a';
    refused(put("a.tar", tar), "a tar archive; unpack it and give the folder");
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write(tar);
    }
    Path file = Files.write(folder.resolve("a.tar.gz"), zipped.toByteArray());
    refused(file, "a tar archive; unpack it and give the folder");
  }

  @Test
  void pickles_of_cifar_are_named() throws IOException {
    put("ten/data_batch_1", PICKLE);
    put("ten/batches.meta", PICKLE);
    refused(folder.resolve("ten"), "CIFAR in Python's pickles, which are never unpickled here");
    refused(folder.resolve("ten"), "download the binary version, cifar-10-binary.tar.gz");
    put("above/cifar-10-batches-py/data_batch_1", PICKLE);
    refused(folder.resolve("above"), "download the binary version, cifar-10-binary.tar.gz");
    put("hundred/train", PICKLE);
    put("hundred/test", PICKLE);
    put("hundred/meta", PICKLE);
    refused(folder.resolve("hundred"), "download the binary version, cifar-100-binary.tar.gz");
    refused(folder.resolve("ten/data_batch_1"), "a Python pickle");
  }

  @Test
  void a_folder_of_arrays_names_one_of_them() throws IOException {
    put("arrays/b.npy", new byte[0]);
    put("arrays/a.npz", new byte[0]);
    refused(folder.resolve("arrays"), "a folder without images, which has a.npz; give that file");
  }
}
