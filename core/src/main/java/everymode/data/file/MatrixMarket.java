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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Reads counts of single cells as instruments write them: a folder with `matrix.mtx`, a line
/// `feature barcode count` for each count above 0, and the names in `barcodes.tsv` and
/// `features.tsv` or `genes.tsv`, each gzipped or not. All names may begin with the name of the
/// sample, as in `GSM1_matrix.mtx.gz`.
final class MatrixMarket {

  private static final String MATRIX = "matrix.mtx";
  private static final String GENES = "Gene Expression";
  private static final int KIND = 2; // field of a feature's kind

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
        ? !matrices(path).isEmpty()
        : PathSpec.ending(path).equals(".mtx");
  }

  /// The matrices of a folder.
  private static List<Path> matrices(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> plain(file).endsWith(MATRIX))
          .sorted()
          .toList();
    } catch (IOException _) {
      return List.of(); // the reader of images reports it
    }
  }

  /// The name of a file without `.gz`.
  private static String plain(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.gz$", "");
  }

  /// Rejects folders that lack their matrix, or contain one in a folder below.
  static void requireMatrix(Path path) {
    if (!Files.isDirectory(path)) {
      return;
    }
    if (Files.isRegularFile(FileBytes.plainOrZipped(path.resolve("barcodes.tsv")))) {
      throw new EverymodeException(
          path + ": has barcodes.tsv, but no matrix.mtx; copy the matrix into the folder");
    }
    try (Stream<Path> below = Files.list(path)) {
      Optional<Path> inner =
          below
              .filter(
                  inside -> Files.isRegularFile(FileBytes.plainOrZipped(inside.resolve(MATRIX))))
              .sorted()
              .findFirst();
      if (inner.isPresent()) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: the matrix of counts is in %s; give that folder",
                path,
                inner.get()));
      }
    } catch (IOException _) {
      // the reader of images reports it
    }
  }

  /// Reads the counts.
  ///
  /// @return rows are features, columns are barcodes
  /// @throws EverymodeException when a file is missing or invalid
  static CountTable.Contents read(Path path) {
    var matrix = new MatrixMarket(Files.isDirectory(path) ? only(path) : path);
    matrix.triplets();
    List<String[]> features =
        matrix.lines(List.of("features.tsv", "genes.tsv"), matrix.features, "feature");
    List<String[]> barcodes = matrix.lines(List.of("barcodes.tsv"), matrix.barcodes, "barcode");
    int[] genes = genes(features);
    CountMatrix all =
        new CountMatrix(
            names(features),
            names(barcodes),
            matrix.sorted(i -> matrix.barcode[i]),
            matrix.values());
    matrix.requireOnce(all);
    List<String> notes =
        genes.length == features.size()
            ? List.of()
            : List.of(
                String.format(
                    Locale.ROOT,
                    "%,d features that are no genes, such as antibodies, were passed over.",
                    features.size() - genes.length));
    return new CountTable.Contents(all.keep(genes).named(matrix.file.toString()), List.of(), notes);
  }

  private static Path only(Path folder) {
    List<Path> all = matrices(folder);
    if (all.size() > 1 && !plain(all.getFirst()).equals(MATRIX)) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: has %,d matrices; give one of the files, such as %s",
              folder,
              all.size(),
              all.getFirst()));
    }
    Path usual = FileBytes.plainOrZipped(folder.resolve(MATRIX));
    return Files.isRegularFile(usual) ? usual : all.getFirst();
  }

  /// The features that are genes, where files tell: other kinds are counted on another scale.
  private static int[] genes(List<String[]> features) {
    boolean told =
        features.stream().anyMatch(line -> line.length > KIND && line[KIND].strip().equals(GENES));
    return IntStream.range(0, features.size())
        .filter(f -> {
          String[] line = features.get(f);
          return !told || line.length <= KIND || line[KIND].strip().equals(GENES);
        })
        .toArray();
  }

  private void requireOnce(CountMatrix all) {
    for (int f = 0; f < features; f++) {
      int[] own = all.column()[f].clone();
      Arrays.sort(own);
      for (int k = 1; k < own.length; k++) {
        if (own[k] == own[k - 1]) {
          throw new EverymodeException(
              String.format(
                  Locale.ROOT,
                  "%s: has two counts of feature '%s' in barcode '%s'; keep one line or their sum",
                  file,
                  ColumnScan.brief(all.rows().get(f)),
                  ColumnScan.brief(all.columns().get(own[k]))));
        }
      }
    }
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

  /// The lines of a file beside the matrix.
  private List<String[]> lines(List<String> files, int wanted, String what) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("."));
    String sample = plain(file).endsWith(MATRIX) ? plain(file).replace(MATRIX, "") : "";
    Path found = null;
    for (String name : files) {
      Path candidate = FileBytes.plainOrZipped(folder.resolve(sample + name));
      found = found == null && Files.isRegularFile(candidate) ? candidate : found;
    }
    if (found == null) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: needs %s beside it; copy the file there",
              file,
              files.stream().map(name -> sample + name).collect(Collectors.joining(" or "))));
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
    return lines;
  }

  /// Names by the first column, or the second where all of its values differ.
  private static List<String> names(List<String[]> lines) {
    List<String> second =
        lines.stream().filter(line -> line.length > 1).map(line -> line[1].strip()).toList();
    return second.stream().distinct().count() == lines.size()
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
