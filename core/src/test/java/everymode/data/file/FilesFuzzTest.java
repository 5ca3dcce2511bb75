package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import everymode.data.Dataset;
import everymode.io.Gzip;
import everymode.io.Npy;
import everymode.io.Npz;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.Arrays;

/// Any bytes in a data file are read or refused with a message.
class FilesFuzzTest {

  @FuzzTest
  void npy(byte[] bytes) throws Exception {
    Fuzzed.read(
        bytes.length,
        () -> {
          var in = new DataInputStream(Gzip.unzipped(new ByteArrayInputStream(bytes)));
          boolean zipped = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
          whole(Npy.read("file", in, zipped ? Npy.UNKNOWN : bytes.length));
        });
  }

  @FuzzTest
  void npz(byte[] bytes) throws Exception {
    Fuzzed.file(
        ".npz",
        bytes,
        file -> Npz.read(file, _ -> true, array -> array).values().forEach(FilesFuzzTest::whole));
  }

  private static void whole(Npy.Array array) {
    long count = Arrays.stream(array.head().shape()).reduce(1, Math::multiplyExact);
    assertThat(count * array.head().type().width()).isEqualTo(array.values().length);
  }

  @FuzzTest
  void csv(byte[] bytes) throws Exception {
    Fuzzed.file(
        ".csv",
        bytes,
        file -> {
          var options = new TableOptions(bytes.length % 2 == 0 ? null : "kind", null, null, null);
          CsvTable csv = CsvTable.read(file, options);
          assertThat(csv.values())
              .hasSize(csv.rows() * csv.columns().size())
              .doesNotContain(Float.NaN);
          if (csv.labels() != null) {
            assertThat(csv.labels()).hasSize(csv.rows()).noneMatch(word -> word.contains("\uFFFD"));
          }
        });
  }

  @FuzzTest
  void idx(byte[] bytes) throws Exception {
    Fuzzed.file(
        "",
        bytes,
        file -> {
          Idx idx = Idx.read(file, bytes.length % 2 == 0 ? 3 : 1);
          long count = Arrays.stream(idx.shape()).asLongStream().reduce(1, Math::multiplyExact);
          assertThat(idx.values().x().numel()).isEqualTo(count);
        });
  }

  @FuzzTest
  void cifar(byte[] bytes) throws Exception {
    Fuzzed.file(
        ".bin",
        bytes,
        file -> {
          Dataset data = Cifar.of(file).file("file", file);
          int rows = data.train().size() + data.heldOut().size();
          assertThat(rows).isGreaterThan(1);
          assertThat(data.train().first(1).shape()).containsExactly(1, 3, 32, 32);
        });
  }

  @FuzzTest
  void stl(byte[] bytes) throws Exception {
    Fuzzed.file(
        ".bin",
        bytes,
        file -> {
          Dataset data = Stl.file("file", file);
          assertThat(data.train().first(1).shape()).containsExactly(1, 3, 96, 96);
        });
  }
}
