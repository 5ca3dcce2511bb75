package everymode.data;

import everymode.error.EverymodeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Tables of numbers in CSV files, as data sets.
final class Tables {

  private static final String SPLIT =
      "A tenth of the rows is held out, chosen by a hash of their position.";

  private Tables() {}

  static Dataset open(Spec spec, Path file) {
    spec.allow(List.of("label"));
    Csv csv = Csv.read(file, spec.options().get("label"));
    int n = csv.rows();
    if (n < 2) {
      throw new EverymodeException(
          "%s: must have at least 2 rows, so that one can be held out, but has %d"
              .formatted(file, n));
    }
    List<String> texts = csv.labels();
    List<String> classes = texts == null ? List.of() : classes(texts);
    long[] label = texts == null ? null : numbered(texts, classes);
    boolean[] held = HeldOut.tenth(n);
    long[] train = IntStream.range(0, n).filter(i -> !held[i]).asLongStream().toArray();
    long[] rest = IntStream.range(0, n).filter(i -> held[i]).asLongStream().toArray();
    Rows all = Rows.of(csv.values(), label, n, csv.columns().size());
    Rows rows = all.pick(train);
    return new Dataset(
        spec.text(),
        new Domain.Table(columns(csv, train)),
        rows,
        all.pick(rest),
        null,
        null,
        classes,
        rows.hash(),
        Stream.concat(Stream.of(SPLIT), csv.notes().stream()).toList());
  }

  private static long[] numbered(List<String> labels, List<String> classes) {
    Map<String, Long> numbers = new HashMap<>();
    classes.forEach(name -> numbers.put(name, (long) numbers.size()));
    return labels.stream().mapToLong(label -> numbers.getOrDefault(label, 0L)).toArray();
  }

  /// Whole numbers by size, other texts by letters.
  private static List<String> classes(List<String> labels) {
    List<String> names = new ArrayList<>(labels.stream().distinct().sorted().toList());
    if (names.stream().allMatch(name -> name.matches("-?\\d{1,18}"))) {
      names.sort(Comparator.comparingLong(Long::parseLong));
    }
    return names;
  }

  /// Mean and deviation of each column over the training rows.
  private static List<Domain.Table.Column> columns(Csv csv, long[] train) {
    List<Domain.Table.Column> columns = new ArrayList<>();
    int d = csv.columns().size();
    for (int c = 0; c < d; c++) {
      double mean = 0;
      for (long row : train) {
        mean += csv.values()[(int) row * d + c] / train.length;
      }
      double squares = 0;
      boolean constant = true;
      for (long row : train) {
        float value = csv.values()[(int) row * d + c];
        squares += (value - mean) * (value - mean) / train.length;
        constant &= value == csv.values()[(int) train[0] * d + c];
      }
      double deviation = constant ? 1 : Math.sqrt(squares);
      columns.add(new Domain.Table.Column(csv.columns().get(c), mean, deviation));
    }
    return columns;
  }

  /// Samples in a file must have the columns of the data, in their order; a column more, such as
  /// `component`, may stand behind them.
  static float[] samples(Path file, List<Domain.Table.Column> columns) {
    Csv csv = Csv.read(file, null);
    List<String> wanted = columns.stream().map(Domain.Table.Column::name).toList();
    if (csv.columns().size() < wanted.size()
        || !csv.columns().subList(0, wanted.size()).equals(wanted)) {
      throw new EverymodeException(
          "%s: must begin with the columns %s of the data, but has %s; choose the data that the samples imitate"
              .formatted(file, brief(wanted), brief(csv.columns())));
    }
    return first(csv, wanted.size());
  }

  /// The first columns of a table.
  static float[] first(Csv csv, int d) {
    float[] values = new float[csv.rows() * d];
    for (int i = 0; i < csv.rows(); i++) {
      System.arraycopy(csv.values(), i * csv.columns().size(), values, i * d, d);
    }
    return values;
  }

  private static String brief(List<String> names) {
    int most = 6;
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + ", … (" + names.size() + ")";
  }
}
