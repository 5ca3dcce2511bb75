package everymode.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import everymode.Fuzzed;
import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.io.Gzip;
import everymode.io.Npy;
import everymode.io.Npz;
import everymode.tensor.Ops;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

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

  @FuzzTest
  void arrays(byte[] bytes) throws Exception {
    boolean zip = bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K';
    Fuzzed.file(
        zip ? ".npz" : ".safetensors",
        bytes,
        file -> {
          Dataset data =
              NumericDatasets.open(file, DatasetSpec.parse(file.toString())).orElseThrow();
          assertThat(data.train().size()).isPositive();
          assertThat(Arrays.stream(data.train().labels()))
              .allMatch(label -> label >= 0 && label < data.classes().size());
        });
  }

  @FuzzTest
  void arraySamples(byte[] bytes) throws Exception {
    boolean zip = bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K';
    Fuzzed.file(
        zip ? ".npz" : ".safetensors",
        bytes,
        file -> {
          String spec = file + (bytes.length % 2 == 0 ? "" : ":resize=2x3,grey=true");
          var domain = new Domain.Images(1, 2, 3);
          Tensor x =
              ArraySamples.read(file, DatasetSpec.parse(spec, file.toString().length()), domain);
          assertThat(Arrays.copyOfRange(x.shape(), 1, 4)).containsExactly(domain.shape());
        });
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
          CsvTable csv = CsvTable.read(file, options(bytes));
          assertThat(csv.values())
              .hasSize(csv.rows() * csv.columns().size())
              .doesNotContain(Float.NaN);
          List<String> labels = csv.labels();
          if (labels != null) {
            assertThat(labels).hasSize(csv.rows()).noneMatch(String::isBlank);
            assertThat(csv.labelAt()).isBetween(0, csv.columns().size());
          }
        });
  }

  /// Options that depend on the length alone, so that each is tried.
  private static TableOptions options(byte[] bytes) {
    int n = bytes.length;
    return new TableOptions(
        n % 2 == 0 ? null : "kind",
        n % 3 == 0 ? null : n % 3 == 1,
        n % 7 == 0 ? "UTF-16LE" : null,
        n % 5 == 0 ? NumberText.Mark.COMMA : n % 5 == 1 ? NumberText.Mark.POINT : null);
  }

  @FuzzTest
  void csvSamples(byte[] bytes) throws Exception {
    Domain table =
        new Domain.Table(
            List.of(new Domain.Table.Column("a", 0, 1), new Domain.Table.Column("b", 0, 1)));
    Fuzzed.file(
        ".csv",
        bytes,
        file -> {
          DatasetSpec spec = DatasetSpec.parse(bytes.length % 3 == 0 ? "s:header=no" : "s");
          Domain domain = bytes.length % 2 == 0 ? table : new Domain.Points(2);
          Tensor samples = TableSamples.read(file, spec, domain);
          assertThat(samples.size(1)).isEqualTo(2);
          assertThat(Ops.finite(samples)).isTrue();
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
