package everymode.data.file;

import everymode.error.EverymodeException;
import everymode.io.Gzip;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Reads counts of single cells as instruments write them: a folder with `matrix.mtx`, a line
/// `feature barcode count` for each count above 0, and the names in `barcodes.tsv` and
/// `features.tsv` or `genes.tsv`, each gzipped or not.
final class MatrixMarket {

  private static final String MATRIX = "matrix.mtx";

  private final Path file;
  private int features;
  private int barcodes;
  private int[] feature = {};
  private int[] barcode = {};
  private float[] count = {};

  private MatrixMarket(Path file) {
    this.file = file;
  }

  /// Whether a folder contains a matrix, or a file is one.
  static boolean is(Path path) {
    return Files.isDirectory(path)
        ? Files.isRegularFile(FileBytes.plainOrZipped(path.resolve(MATRIX)))
        : PathSpec.ending(path).equals(".mtx");
  }

  /// Reads the counts.
  ///
  /// @return rows are features, columns are barcodes
  /// @throws EverymodeException when a file is missing or invalid
  static CountMatrix read(Path path) {
    Path file = Files.isDirectory(path) ? FileBytes.plainOrZipped(path.resolve(MATRIX)) : path;
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    var matrix = new MatrixMarket(file);
    matrix.triplets();
    return new CountMatrix(
            matrix.names(folder, List.of("features.tsv", "genes.tsv"), matrix.features, "feature"),
            matrix.names(folder, List.of("barcodes.tsv"), matrix.barcodes, "barcode"),
            matrix.sorted(i -> matrix.barcode[i]),
            matrix.values())
        .named(file.toString());
  }

  private void triplets() {
    try (BufferedReader in = reader(file)) {
      String line = in.readLine();
      if (line == null
          || !line.toLowerCase(Locale.ROOT).startsWith("%%matrixmarket matrix coordinate")
          || line.toLowerCase(Locale.ROOT).matches(".*(symmetric|complex|pattern).*")) {
        throw wrong(1, "must begin with '%%MatrixMarket matrix coordinate integer general'");
      }
      long number = 1;
      int at = -1;
      while ((line = in.readLine()) != null) {
        number++;
        if (line.startsWith("%") || line.isBlank()) {
          continue;
        }
        double[] three = three(line, number);
        if (at < 0) {
          features = size(three[0], number);
          barcodes = size(three[1], number);
          int entries = entries(three[2], number);
          feature = new int[entries];
          barcode = new int[entries];
          count = new float[entries];
        } else {
          if (at == count.length) {
            throw wrong(
                number,
                String.format(Locale.ROOT, "there are more lines than the %d announced", at));
          }
          feature[at] = index(three[0], features, number, "feature");
          barcode[at] = index(three[1], barcodes, number, "barcode");
          if (!(three[2] >= 0) || three[2] > Float.MAX_VALUE) {
            throw wrong(number, "a count must be at least 0");
          }
          count[at] = (float) three[2];
        }
        at++;
      }
      if (at != count.length || at < 0) {
        throw wrong(number, "the file ends before all counts; copy it again");
      }
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(new InputStreamReader(Gzip.open(file), StandardCharsets.UTF_8));
  }

  private EverymodeException wrong(long line, String what) {
    return new EverymodeException(
        String.format(Locale.ROOT, "%s: line %d: %s; correct the file", file, line, what));
  }

  private double[] three(String line, long number) {
    String[] parts = line.strip().split("\\s+");
    try {
      if (parts.length == 3) {
        return Arrays.stream(parts).mapToDouble(Double::parseDouble).toArray();
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw wrong(number, "must have three numbers");
  }

  private int size(double value, long line) {
    if (value >= 1 && value <= 1e8 && value == Math.rint(value)) {
      return (int) value;
    }
    throw wrong(line, "must have the numbers of features, barcodes and counts");
  }

  /// The announced number of counts, unless the file is too short to contain them.
  private int entries(double value, long line) throws IOException {
    long most = Gzip.is(file) ? 1_200 * Files.size(file) : Files.size(file) / 5;
    if (value >= 0 && value <= Math.min(most, 500_000_000) && value == Math.rint(value)) {
      return (int) value;
    }
    throw wrong(line, "announces more counts than the file can contain");
  }

  private int index(double value, int most, long line, String what) {
    if (value >= 1 && value <= most && value == Math.rint(value)) {
      return (int) value - 1;
    }
    throw wrong(line, String.format(Locale.ROOT, "the %s must be from 1 to %d", what, most));
  }

  /// Names by the first column of a file, or the second where all of its values differ.
  private List<String> names(Path folder, List<String> files, int wanted, String what) {
    Path found = null;
    for (String name : files) {
      Path candidate = FileBytes.plainOrZipped(folder.resolve(name));
      found = found == null && Files.isRegularFile(candidate) ? candidate : found;
    }
    if (found == null) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: needs %s beside it; copy the file there",
              file,
              String.join(" or ", files)));
    }
    List<String[]> lines = new ArrayList<>();
    try (BufferedReader in = reader(found)) {
      in.lines().filter(line -> !line.isBlank()).forEach(line -> lines.add(line.split("\t")));
    } catch (IOException e) {
      throw new EverymodeException(found + ": cannot be read: " + e.getMessage(), e);
    }
    if (lines.size() != wanted) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have a line for each %s, %,d, but has %,d; take both files from the same run",
              found,
              what,
              wanted,
              lines.size()));
    }
    List<String> second =
        lines.stream().filter(line -> line.length > 1).map(line -> line[1].strip()).toList();
    return second.stream().distinct().count() == wanted
        ? second
        : lines.stream().map(line -> line[0].strip()).toList();
  }

  /// Something of the counts above 0 of each feature.
  private int[][] sorted(IntUnaryOperator what) {
    int[][] rows = new int[features][];
    int[] size = new int[features];
    IntStream.range(0, count.length).filter(i -> count[i] > 0).forEach(i -> size[feature[i]]++);
    Arrays.setAll(rows, f -> new int[size[f]]);
    int[] at = new int[features];
    for (int i = 0; i < count.length; i++) {
      if (count[i] > 0) {
        rows[feature[i]][at[feature[i]]++] = what.applyAsInt(i);
      }
    }
    return rows;
  }

  private float[][] values() {
    int[][] index = sorted(i -> i);
    float[][] values = new float[features][];
    for (int f = 0; f < features; f++) {
      values[f] = new float[index[f].length];
      for (int k = 0; k < values[f].length; k++) {
        values[f][k] = count[index[f][k]];
      }
    }
    return values;
  }
}
