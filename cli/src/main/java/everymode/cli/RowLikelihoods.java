package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.catalog.Samples;
import everymode.error.UsageException;
import everymode.io.Csv;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.Density;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// The logarithm of the probability of each row of a data set, as a table.
///
/// @param trained a run
/// @param domain of the rows
/// @param parts the rows
record RowLikelihoods(Trained trained, Domain domain, List<Part> parts) {

  private static final int BLOCK = 256;

  /// Rows under a common name.
  ///
  /// @param name such as `train`
  /// @param classes name of the class of each row; empty where they are not known
  record Part(String name, Rows rows, List<String> classes) {}

  /// Training and held-out rows of a data set.
  static RowLikelihoods of(Trained trained, Dataset data) {
    return new RowLikelihoods(
        trained,
        data.domain(),
        List.of(part("train", data.train(), data), part("held-out", data.heldOut(), data)));
  }

  /// The rows of a file, in its order and with columns found by name.
  ///
  /// @param spec as for [Samples#read]
  static RowLikelihoods of(Trained trained, String spec) {
    Domain domain = trained.data().domain();
    Tensor x = Samples.read(spec, domain);
    return new RowLikelihoods(
        trained, domain, List.of(new Part("file", Rows.of(x, null), List.of())));
  }

  private static Part part(String name, Rows rows, Dataset data) {
    List<String> classes =
        rows.labelled()
            ? Arrays.stream(rows.labels())
                .mapToObj(label -> data.classes().get((int) label))
                .toList()
            : List.of();
    return new Part(name, rows, classes);
  }

  /// Writes `part,row,class,nats`, with rows counted from 0, and where rows have names, a last
  /// field with them.
  ///
  /// @throws UsageException if the model does not know its density
  void write(Path file) {
    Density density =
        trained
            .model()
            .capability(Density.class)
            .orElseThrow(() ->
                new UsageException(
                    String.format(
                        Locale.ROOT,
                        "--per-row: %s does not know its density; train pixelcnn, made or npmsl",
                        trained.recipe().family())));
    boolean named = parts.stream().anyMatch(part -> !part.rows.names().isEmpty());
    StringBuilder text = new StringBuilder("part,row,class,nats").append(named ? ",name\n" : "\n");
    parts.forEach(part -> append(text, part, density));
    RunDirectory.write(file, text.toString());
  }

  private void append(StringBuilder text, Part part, Density density) {
    List<String> names = part.rows.names();
    Batches.each(
        part.rows.size(),
        BLOCK,
        (from, count) -> {
          long[] some = LongStream.range(from, (long) from + count).toArray();
          double[] nats = Ops.doubles(density.logProb(domain.units(part.rows.x(some))));
          for (int i = 0; i < count; i++) {
            int row = from + i;
            String label = part.classes.isEmpty() ? "" : Csv.cell(part.classes.get(row));
            text.append(
                String.format(Locale.ROOT, "%s,%d,%s,%.6g", part.name, row, label, nats[i]));
            text.append(names.isEmpty() ? "\n" : "," + Csv.cell(names.get(row)) + "\n");
          }
        });
  }
}
