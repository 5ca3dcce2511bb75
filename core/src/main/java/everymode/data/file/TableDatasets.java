package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numeric tables in CSV files as data sets.
public final class TableDatasets {

  private TableDatasets() {}

  static Dataset open(DatasetSpec spec, Path file) {
    spec.allow(List.of("label"));
    CsvTable csv = CsvTable.read(file, spec.options().get("label"));
    List<String> texts = csv.labels();
    List<String> classes = texts == null ? List.of() : classes(texts);
    long[] label = texts == null ? null : numbered(texts, classes);
    Rows all = Rows.of(csv.values(), label, csv.rows(), csv.columns().size());
    TrainHeldOutSplit split =
        TrainHeldOutSplit.tenth(file.toString(), "rows", all).noting(csv.notes());
    Domain table = new Domain.Table(columns(csv.columns(), split.train()));
    return split.dataset(spec.text(), table, classes);
  }

  private static long[] numbered(List<String> labels, List<String> classes) {
    Map<String, Long> numbers = new HashMap<>();
    classes.forEach(name -> numbers.put(name, (long) numbers.size()));
    return labels.stream().mapToLong(label -> numbers.getOrDefault(label, 0L)).toArray();
  }

  /// Integers in numeric order, other texts in lexicographic order.
  private static List<String> classes(List<String> labels) {
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
    float[] x;
    try (var _ = new Scope()) {
      x = Ops.floats(train.all());
    }
    List<Domain.Table.Column> columns = new ArrayList<>();
    for (int c = 0; c < d; c++) {
      double mean = 0;
      for (int i = 0; i < n; i++) {
        mean += x[i * d + c] / n;
      }
      double squares = 0;
      boolean constant = true;
      for (int i = 0; i < n; i++) {
        float value = x[i * d + c];
        squares += (value - mean) * (value - mean) / n;
        constant &= value == x[c];
      }
      columns.add(new Domain.Table.Column(names.get(c), mean, constant ? 1 : Math.sqrt(squares)));
    }
    return columns;
  }
}
