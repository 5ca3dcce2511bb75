package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Rows;
import everymode.error.UsageException;
import everymode.io.Csv;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.sample.Density;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.LongStream;

/// The logarithm of the probability of each row of a data set, as a table.
///
/// @param trained a run
/// @param data rows of the same kind
record RowLikelihoods(Trained trained, Dataset data) {

  private static final int BLOCK = 256;

  /// Writes `part,row,class,nats`, training rows first.
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
                        "--per-row: %s does not know its density; train pixelcnn or made",
                        trained.recipe().family())));
    StringBuilder text = new StringBuilder("part,row,class,nats\n");
    append(text, "train", data.train(), density);
    append(text, "held-out", data.heldOut(), density);
    RunDirectory.write(file, text.toString());
  }

  private void append(StringBuilder text, String part, Rows rows, Density density) {
    long[] labels = rows.labelled() ? rows.labels() : new long[0];
    Batches.each(
        rows.size(),
        BLOCK,
        (from, count) -> {
          long[] some = LongStream.range(from, (long) from + count).toArray();
          double[] nats = Ops.doubles(density.logProb(data.domain().units(rows.x(some))));
          for (int i = 0; i < count; i++) {
            int row = from + i;
            String label = labels.length == 0 ? "" : data.classes().get((int) labels[row]);
            text.append(
                String.format(Locale.ROOT, "%s,%d,%s,%.6g\n", part, row, Csv.cell(label), nats[i]));
          }
        });
  }
}
