package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Counts of sequenced molecules as data sets, in tables or in the files of single-cell
/// instruments.
///
/// - Rows of *genes*: counts are divided by the total of their column in millions (CPM); genes with
///   more than 1.5 in at least one sample are kept; values are `ln(CPM + 1)`.
/// - Rows of *cells*: counts are divided by the total of their row in ten thousands; values are
///   `ln(1 + x)`; the genes whose values vary most are kept.
///
/// Values are not standardised, since columns are to be compared with one another.
final class CountDatasets {

  private static final double MILLION = 1e6;
  private static final double CELL = 1e4;
  private static final int MOST = 1 << 29; // numbers of a table of cells

  private CountDatasets() {}

  /// Opens counts; empty for anything else.
  static Optional<Dataset> open(Path path, DatasetSpec spec) {
    if (MatrixMarket.is(path)) {
      if (spec.options().containsKey("label")) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "data set '%s': label is the name of a column, which %s has not; leave it out",
                spec.name(),
                path));
      }
      CountOptions options = CountOptions.of(spec, CountOptions.Kind.CELLS);
      CountTable.Contents read = MatrixMarket.read(path);
      boolean cells = options.rows() == CountOptions.Kind.CELLS;
      CountMatrix matrix = cells ? read.matrix().transposed() : read.matrix();
      return Optional.of(
          dataset(path, spec, options, new CountTable.Contents(matrix, List.of(), read.notes())));
    }
    MatrixMarket.requireMatrix(path);
    boolean asked = CountOptions.asked(spec) && Files.isRegularFile(path);
    if (!asked && !(CountOptions.open(spec) && Files.isRegularFile(path) && CountTable.is(path))) {
      return Optional.empty();
    }
    CountOptions options = CountOptions.of(spec, CountOptions.Kind.GENES);
    return Optional.of(dataset(path, spec, options, CountTable.read(path, options)));
  }

  private static Dataset dataset(
      Path path, DatasetSpec spec, CountOptions options, CountTable.Contents read) {
    return switch (options.rows()) {
      case GENES -> genes(path, spec, options, read);
      case CELLS -> cells(path, spec, options, read);
    };
  }

  private static Dataset genes(
      Path path, DatasetSpec spec, CountOptions options, CountTable.Contents read) {
    CountMatrix all = read.matrix();
    double[] million = all.columnTotals();
    for (int k = 0; k < million.length; k++) {
      if (million[k] == 0) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: column '%s' has no counts; remove it",
                path,
                ColumnScan.brief(all.columns().get(k))));
      }
      million[k] /= MILLION;
    }
    int[] kept =
        IntStream.range(0, all.rows().size())
            .filter(i -> largest(all, i, million) > options.minCpm())
            .toArray();
    CountMatrix matrix = all.keep(kept);
    float[] counts = matrix.dense(IntStream.range(0, million.length).toArray());
    float[] x = new float[counts.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.log1p(counts[i] / million[i % million.length]);
    }
    long zero = Arrays.stream(all.value()).filter(row -> row.length == 0).count();
    String note =
        String.format(
            Locale.ROOT,
            "Rows are %,d of %,d genes, those with more than %s counts per million in a sample; values are ln(CPM + 1). %,d genes have no counts at all.",
            kept.length,
            all.rows().size(),
            BigDecimal.valueOf(options.minCpm()).stripTrailingZeros().toPlainString(),
            zero);
    return finished(path, spec, options, read, kept, all.columns(), x, counts, note);
  }

  private static double largest(CountMatrix matrix, int i, double[] million) {
    double most = 0;
    for (int k = 0; k < matrix.value()[i].length; k++) {
      most = Math.max(most, matrix.value()[i][k] / million[matrix.column()[i][k]]);
    }
    return most;
  }

  private static Dataset cells(
      Path path, DatasetSpec spec, CountOptions options, CountTable.Contents read) {
    CountMatrix all = read.matrix();
    double[] totals = all.rowTotals();
    int[] kept = IntStream.range(0, totals.length).filter(i -> totals[i] > 0).toArray();
    CountMatrix matrix = all.keep(kept);
    double[] size = Arrays.stream(kept).mapToDouble(i -> totals[i] / CELL).toArray();
    int[] genes =
        options.panel().isEmpty()
            ? mostVarying(path, matrix, size, options.genes())
            : panel(path, matrix, options.panel());
    if ((long) kept.length * genes.length > MOST) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: %,d cells of %,d genes do not fit into memory; take fewer, as in :genes=500",
              path,
              kept.length,
              genes.length));
    }
    float[] counts = matrix.dense(genes);
    float[] x = new float[counts.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.log1p(counts[i] / size[i / genes.length]);
    }
    String note =
        String.format(
            Locale.ROOT,
            "Rows are %,d of %,d cells, those with counts; columns are %s of %,d genes; values are ln(1 + counts per 10,000).",
            kept.length,
            all.rows().size(),
            options.panel().isEmpty()
                ? String.format(Locale.ROOT, "the %,d that vary most", genes.length)
                : String.format(Locale.ROOT, "%,d chosen ones", genes.length),
            all.columns().size());
    List<String> columns = Arrays.stream(genes).mapToObj(all.columns()::get).toList();
    return finished(path, spec, options, read, kept, columns, x, counts, note);
  }

  private static int[] mostVarying(Path path, CountMatrix matrix, double[] size, int most) {
    double[] variance = variances(matrix, size);
    int[] genes =
        IntStream.range(0, variance.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer c) -> -variance[c]))
            .limit(most)
            .mapToInt(Integer::intValue)
            .filter(c -> variance[c] > 0)
            .sorted()
            .toArray();
    if (genes.length == 0) {
      throw new EverymodeException(
          path + ": has no gene that differs between cells; check that rows are cells");
    }
    return genes;
  }

  private static int[] panel(Path path, CountMatrix matrix, List<String> names) {
    Map<String, Integer> place = new HashMap<>();
    IntStream.range(0, matrix.columns().size()).forEach(c -> place.put(matrix.columns().get(c), c));
    List<String> missing = names.stream().filter(name -> !place.containsKey(name)).toList();
    if (!missing.isEmpty()) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: lacks %,d of %,d genes that 'genes' names, such as '%s'; remove them from the list",
              path,
              missing.size(),
              names.size(),
              missing.getFirst()));
    }
    return names.stream().mapToInt(name -> place.getOrDefault(name, -1)).toArray();
  }

  /// The variance of the values of each column.
  private static double[] variances(CountMatrix matrix, double[] size) {
    double[] sum = new double[matrix.columns().size()];
    double[] squares = new double[sum.length];
    for (int i = 0; i < size.length; i++) {
      for (int k = 0; k < matrix.value()[i].length; k++) {
        double value = Math.log1p(matrix.value()[i][k] / size[i]);
        sum[matrix.column()[i][k]] += value;
        squares[matrix.column()[i][k]] += value * value;
      }
    }
    double n = Math.max(1, size.length);
    return IntStream.range(0, sum.length)
        .mapToDouble(c -> Math.max(0, squares[c] / n - sum[c] / n * (sum[c] / n)))
        .toArray();
  }

  private static List<String> picked(List<String> labels, int[] kept) {
    return labels.isEmpty() ? labels : Arrays.stream(kept).mapToObj(labels::get).toList();
  }

  private static Dataset finished(
      Path path,
      DatasetSpec spec,
      CountOptions options,
      CountTable.Contents read,
      int[] kept,
      List<String> columns,
      float[] x,
      float[] counts,
      String note) {
    if (kept.length == 0) {
      throw new EverymodeException(
          options.rows() == CountOptions.Kind.GENES
              ? path + ": has no row with enough counts; lower min-cpm, as in :min-cpm=0"
              : path + ": has no cell with counts; check the file");
    }
    List<String> names = picked(read.matrix().rows(), kept);
    List<String> labels = picked(read.labels(), kept);
    List<String> classes = TableDatasets.classes(labels);
    long[] label = labels.isEmpty() ? null : TableDatasets.numbered(labels, classes);
    Rows all = Rows.of(x, label, names.size(), columns.size()).named(names, counts);
    TrainHeldOutSplit split =
        (options.heldOut()
                ? TrainHeldOutSplit.tenth(path.toString(), "rows", all)
                : TrainHeldOutSplit.none(all))
            .noting(List.of(note))
            .noting(read.notes());
    var domain =
        new Domain.Table(
            columns.stream().map(name -> new Domain.Table.Column(name, 0, 1)).toList());
    return split.dataset(spec.text(), domain, classes);
  }
}
