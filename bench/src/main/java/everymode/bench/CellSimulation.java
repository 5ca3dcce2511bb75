package everymode.bench;

import everymode.random.RandomKey;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/// Counts of simulated cells of four known types, half of them of the first and one in twenty of
/// the last, as an instrument writes them and as a table.
///
/// Rates of genes are log-normal; in each type three genes of a hundred have eight times the rate;
/// a cell multiplies all rates by its own log-normal factor; counts are Poisson.
final class CellSimulation {

  private static final int GENES = 3_000;
  private static final double[] UP_TO = {0.5, 0.8, 0.95, 1}; // cumulated shares of the types
  private static final double MARKERS = 0.03;
  private static final double HIGHER = 8;

  private CellSimulation() {}

  /// Writes `FOLDER/matrix.mtx.gz` with its names, and `FOLDER.csv` with the types.
  ///
  /// @param arguments number of cells, folder
  public static void main(String[] arguments) throws IOException {
    int cells = Integer.parseInt(arguments[0]);
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    SplittableRandom random = new RandomKey(1).fold("cells").random();
    double[][] rates = rates(random);
    int[][] counts = new int[cells][];
    int[] types = new int[cells];
    for (int i = 0; i < cells; i++) {
      double u = random.nextDouble();
      types[i] = (int) IntStream.range(0, UP_TO.length).filter(t -> u >= UP_TO[t]).count();
      double size = Math.exp(random.nextGaussian(0, 0.3));
      double[] own = rates[types[i]];
      counts[i] = IntStream.range(0, GENES).map(g -> poisson(own[g] * size, random)).toArray();
    }
    matrix(folder, counts);
    table(Path.of(folder + ".csv"), counts, types);
  }

  private static double[][] rates(SplittableRandom random) {
    double[] base = new double[GENES];
    for (int g = 0; g < GENES; g++) {
      base[g] = Math.exp(random.nextGaussian(-2.2, 1.2));
    }
    double[][] rates = new double[UP_TO.length][GENES];
    for (double[] own : rates) {
      for (int g = 0; g < GENES; g++) {
        own[g] = base[g] * (random.nextDouble() < MARKERS ? HIGHER : 1);
      }
    }
    return rates;
  }

  /// The number of events before a sum of exponential waiting times exceeds a rate.
  private static int poisson(double rate, SplittableRandom random) {
    int count = 0;
    for (double t = random.nextExponential(); t < rate; t += random.nextExponential()) {
      count++;
    }
    return count;
  }

  private static void matrix(Path folder, int[][] counts) throws IOException {
    long entries = IntStream.range(0, counts.length).mapToLong(i -> above0(counts[i])).sum();
    try (Writer out = gzip(folder.resolve("matrix.mtx.gz"))) {
      out.write("%%MatrixMarket matrix coordinate integer general\n");
      out.write(String.format(Locale.ROOT, "%d %d %d\n", GENES, counts.length, entries));
      for (int i = 0; i < counts.length; i++) {
        for (int g = 0; g < GENES; g++) {
          if (counts[i][g] > 0) {
            out.write(String.format(Locale.ROOT, "%d %d %d\n", g + 1, i + 1, counts[i][g]));
          }
        }
      }
    }
    lines(
        folder.resolve("features.tsv.gz"),
        GENES,
        g -> "ENS" + g + "\tGene" + g + "\tGene Expression");
    lines(folder.resolve("barcodes.tsv.gz"), counts.length, i -> "CELL" + i + "-1");
  }

  private static long above0(int[] counts) {
    return IntStream.of(counts).filter(count -> count > 0).count();
  }

  private static void lines(Path file, int count, IntFunction<String> line) throws IOException {
    try (Writer out = gzip(file)) {
      out.write(
          IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n")));
    }
  }

  private static Writer gzip(Path file) throws IOException {
    return new OutputStreamWriter(
        new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8);
  }

  private static void table(Path file, int[][] counts, int[] types) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(
          IntStream.range(0, GENES)
              .mapToObj(g -> "Gene" + g)
              .collect(Collectors.joining(",", "cell,type,", "\n")));
      for (int i = 0; i < counts.length; i++) {
        out.write(
            IntStream.of(counts[i])
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "CELL" + i + "-1,type" + types[i] + ",", "\n")));
      }
    }
  }
}
