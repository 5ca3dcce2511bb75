package everymode.data.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Services;
import everymode.data.Dataset;
import everymode.data.DatasetFormat;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Scanner;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A format of files that is added from outside.
final class DatasetFormatTest {

  @TempDir private Path folder;

  /// Point clouds: three numbers per line, separated by blanks.
  public static final class PointCloud implements DatasetFormat {

    @Override
    public boolean recognises(Path path) {
      return path.toString().endsWith(".xyz");
    }

    @Override
    public Dataset open(Path path, String spec) {
      try (Scanner in = new Scanner(path, StandardCharsets.UTF_8)) {
        List<Double> numbers = in.tokens().map(Double::valueOf).toList();
        float[] values = new float[numbers.size()];
        IntStream.range(0, values.length).forEach(i -> values[i] = numbers.get(i).floatValue());
        Rows rows = Rows.of(values, null, values.length / 3, 3);
        return TrainHeldOutSplit.tenth(spec, "points", rows)
            .dataset(spec, new Domain.Points(3), List.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Path points(int count) throws IOException {
    Path file = folder.resolve("cloud.xyz");
    Files.write(
        file,
        IntStream.range(0, count)
            .mapToObj(i -> String.format(Locale.ROOT, "%d %d.5 -%d", i, i, i))
            .toList());
    return file;
  }

  @Test
  void a_format_from_outside_is_asked_before_the_others() throws Exception {
    Path file = points(40);
    String spec = file.toString();
    assertThatThrownBy(() -> Datasets.open(spec)).isInstanceOf(EverymodeException.class);
    Services.with(
        folder.resolve("services"),
        DatasetFormat.class,
        PointCloud.class,
        () -> {
          Dataset data = Datasets.open(spec);
          assertThat(data.domain()).isEqualTo(new Domain.Points(3));
          assertThat(data.name()).isEqualTo(spec);
          assertThat(data.train().size() + data.heldOut().size()).isEqualTo(40);
          assertThat(Datasets.open("20*" + spec).train().size()).isEqualTo(20);
          assertThat(Objects.requireNonNull(DataCheck.of(spec).content()).format())
              .isEqualTo("PointCloud");
          assertThat(Datasets.open("digits").classes()).hasSize(10);
          return true;
        });
  }

  @Test
  void samples_of_such_a_format_are_read() throws Exception {
    Path file = points(5);
    Services.with(
        folder.resolve("services"),
        DatasetFormat.class,
        PointCloud.class,
        () -> {
          try (var _ = new Scope()) {
            Tensor samples = Samples.read(file.toString(), new Domain.Points(3));
            assertThat(samples.shape()).containsExactly(5, 3);
            assertThat(Ops.floats(samples)).contains(4, 4.5f, -4);
          }
          return true;
        });
  }
}
