package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Numeric tables in CSV files as data sets.
public final class TableDatasets {

  private TableDatasets() {}

  static Dataset open(DatasetSpec spec, Path file) {
    TableOptions options = TableOptions.of(spec);
    CsvTable csv = CsvTable.read(file, options);
    List<String> texts = csv.labels();
    List<String> classes = texts == null ? List.of() : classes(texts);
    long[] label = texts == null ? null : numbered(texts, classes);
    Rows all = Rows.of(csv.values(), label, csv.rows(), csv.columns().size());
    TrainHeldOutSplit split =
        (options.heldOut()
                ? TrainHeldOutSplit.tenth(file.toString(), "rows", all)
                : TrainHeldOutSplit.none(all))
            .noting(csv.notes())
            .noting(remarks(csv, classes));
    Domain table =
        new Domain.Table(
            options.standardised()
                ? columns(csv.columns(), split.train())
                : csv.columns().stream().map(name -> new Domain.Table.Column(name, 0, 1)).toList(),
            options.label() == null
                ? null
                : new Domain.Table.LabelColumn(options.label(), csv.labelAt()));
    return split.dataset(spec.text(), table, classes);
  }

  /// Remarks on classes that are probably one or none, and on a column that is probably no data.
  private static List<String> remarks(CsvTable csv, List<String> classes) {
    List<String> remarks = new ArrayList<>();
    List<String> missing = classes.stream().filter(NumberText::missing).toList();
    if (!missing.isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "Classes are read as they are written, %s too; remove these rows where that means that the class is not known.",
              String.join(", ", missing)));
    }
    Map<String, List<String>> alike = new TreeMap<>();
    classes.forEach(
        name -> alike.computeIfAbsent(likeness(name), _ -> new ArrayList<>()).add(name));
    alike.values().stream()
        .filter(names -> names.size() > 1)
        .limit(3)
        .forEach(names ->
            remarks.add(
                String.format(
                    Locale.ROOT,
                    "The classes '%s' are written alike, but are different ones; write them in one way if they are the same.",
                    String.join("', '", names))));
    if (csv.columns().contains(TableSamples.COMPONENT)) {
      remarks.add(
          "The column 'component' is read as data; delete it if the table was sampled from a model, which writes there what it drew each row from.");
    }
    return remarks;
  }

  /// What names have in common that differ in letter case, blanks, accents' encoding or the
  /// notation of a number alone.
  private static String likeness(String name) {
    if (name.length() <= 64 && name.matches("[-+]?[0-9]*\\.?[0-9]+")) {
      return new BigDecimal(name).stripTrailingZeros().toPlainString();
    }
    return Normalizer.normalize(name, Normalizer.Form.NFKC)
        .replaceAll("\\p{Cf}+", "")
        .replaceAll("[\\p{Z}\\s]+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  static long[] numbered(List<String> labels, List<String> classes) {
    Map<String, Long> numbers = new HashMap<>();
    classes.forEach(name -> numbers.put(name, (long) numbers.size()));
    return labels.stream().mapToLong(label -> numbers.getOrDefault(label, 0L)).toArray();
  }

  /// Integers in numeric order, other texts in lexicographic order.
  static List<String> classes(List<String> labels) {
    List<String> names = new ArrayList<>(labels.stream().distinct().sorted().toList());
    if (names.stream().allMatch(name -> name.matches("-?\\d{1,18}"))) {
      names.sort(Comparator.comparingLong(Long::parseLong));
    }
    return names;
  }

  /// Mean and standard deviation of each column over the training rows.
  private static List<Domain.Table.Column> columns(List<String> names, Rows train) {
    int n = train.size();
    int d = names.size();
    float[] x = values(train);
    List<Domain.Table.Column> columns = new ArrayList<>();
    for (int c = 0; c < d; c++) {
      if (constant(x, d, c)) {
        columns.add(constant(names.get(c), x[c]));
        continue;
      }
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += x[i * d + c] / n;
      }
      double squares = 0;
      for (int i = 0; i < n; i++) {
        float value = x[i * d + c];
        squares += (value - mean) * (value - mean) / n;
      }
      columns.add(new Domain.Table.Column(names.get(c), mean, Math.sqrt(squares)));
    }
    return columns;
  }

  /// The columns of a table where its training rows are others: those selected from it, or rows of
  /// several tables. They keep their scale, but a column that is constant over these rows, and no
  /// other, is constant.
  ///
  /// @param train in memory
  public static Domain.Table over(Domain.Table table, Rows train) {
    float[] x = values(train);
    int d = table.columns().size();
    List<Domain.Table.Column> columns = new ArrayList<>();
    for (int c = 0; c < d; c++) {
      Domain.Table.Column own = table.columns().get(c);
      columns.add(
          constant(x, d, c)
              ? constant(own.name(), x[c])
              : new Domain.Table.Column(own.name(), own.mean(), own.deviation()));
    }
    return new Domain.Table(columns, table.label());
  }

  private static Domain.Table.Column constant(String name, double value) {
    return new Domain.Table.Column(name, value, 1, true);
  }

  private static boolean constant(float[] x, int d, int c) {
    for (int at = c; at < x.length; at += d) {
      if (x[at] != x[c]) {
        return false;
      }
    }
    return true;
  }

  private static float[] values(Rows rows) {
    try (var _ = new Scope()) {
      return Ops.floats(rows.all());
    }
  }
}
