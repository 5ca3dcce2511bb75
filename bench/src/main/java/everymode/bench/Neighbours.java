package everymode.bench;

import everymode.random.RandomKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// Precision, recall, density and coverage: our implementation and one with scikit-learn's
/// distances, measured alternately on the same points.
public final class Neighbours {

  // Rounding of the reference's distances can change the result for a few points in thousands.
  private static final double TOLERANCE = 2e-3;

  private final String python;
  private final String script;
  private int threads = Runtime.getRuntime().availableProcessors();
  private int pairs = 5;
  private int rows = 20_000;
  private int dim = 512;
  private boolean json;

  private Neighbours(String python, String script) {
    this.python = python;
    this.script = script;
  }

  /// Runs the comparison.
  ///
  /// @param args a Python interpreter with scikit-learn, the script of the Python side, then
  ///   options
  /// @throws IOException if a worker ends early
  public static void main(String[] args) throws IOException {
    var neighbours = new Neighbours(args[0], args[1]);
    try {
      neighbours.options(Arrays.asList(args).subList(2, args.length).iterator());
    } catch (IllegalArgumentException e) {
      System.err.println("neighbours: " + e.getMessage());
      System.err.println(
          "usage: bench/neighbours [--pairs N] [--rows N] [--dim N] [--threads N] [--json]");
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("everymode-neighbours");
    try {
      neighbours.run(folder);
    } finally {
      Files.deleteIfExists(folder.resolve("real"));
      Files.deleteIfExists(folder.resolve("fake"));
      Files.deleteIfExists(folder);
    }
  }

  private void options(Iterator<String> args) {
    while (args.hasNext()) {
      String option = args.next();
      switch (option) {
        case "--json" -> json = true;
        case "--pairs" -> pairs = Compare.positive(option, Compare.value(option, args));
        case "--rows" -> rows = Compare.positive(option, Compare.value(option, args));
        case "--dim" -> dim = Compare.positive(option, Compare.value(option, args));
        case "--threads" -> threads = Compare.positive(option, Compare.value(option, args));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    if (rows < 6) {
      throw new IllegalArgumentException("--rows must be at least 6, but is " + rows);
    }
  }

  private void run(Path folder) throws IOException {
    draw(folder.resolve("real"), 1);
    draw(folder.resolve("fake"), 2);
    double[] ours = new double[pairs];
    double[] theirs = new double[pairs];
    double[] ratios = new double[pairs];
    try (Peer us = us(folder);
        Peer them = them(folder)) {
      double[] ourScores = us.answer(1);
      double[] theirScores = them.answer(1);
      for (int i = 0; i < pairs; i++) {
        // The order alternates from pair to pair, so that drift favours neither side.
        if (i % 2 == 0) {
          ours[i] = us.burst(1);
          theirs[i] = them.burst(1);
        } else {
          theirs[i] = them.burst(1);
          ours[i] = us.burst(1);
        }
        ratios[i] = theirs[i] / ours[i];
      }
      print(ours, theirs, ratios, us.finish(), them.finish());
      agree(ourScores, theirScores);
    }
  }

  private void print(
      double[] ours, double[] theirs, double[] ratios, double ourPeak, double theirPeak) {
    String format =
        json
            ? "{\"case\":\"neighbours\",\"rows\":%d,\"dim\":%d,\"threads\":%d,\"pairs\":%d,"
                + "\"ours_ms\":%.0f,\"theirs_ms\":%.0f,\"ratio\":%.2f,"
                + "\"ours_peak_mib\":%.0f,\"theirs_peak_mib\":%.0f,\"peak_ratio\":%.2f}%n"
            : "# %d real and %1$d generated points of %d dimensions, %d threads, %d pairs%n"
                + "# case                 ours_ms theirs_ms  ratio%n"
                + "neighbours           %9.0f %9.0f %6.2f%nneighbours/peak-mib  %9.0f %9.0f %6.2f%n";
    System.out.printf(
        Locale.ROOT,
        format,
        rows,
        dim,
        threads,
        pairs,
        Compare.median(ours),
        Compare.median(theirs),
        Compare.median(ratios),
        ourPeak,
        theirPeak,
        theirPeak / ourPeak);
  }

  private void agree(double[] ours, double[] theirs) {
    String[] names = {"", "precision", "recall", "density", "coverage"};
    for (int s = 1; s < names.length; s++) {
      if (!json) {
        System.out.printf(Locale.ROOT, "# %-18s %9.5f %9.5f%n", names[s], ours[s], theirs[s]);
      }
      if (!(Math.abs(ours[s] - theirs[s]) <= TOLERANCE)) {
        System.err.println("neighbours: the two sides differ in " + names[s]);
        System.exit(1);
      }
    }
  }

  /// Writes points of the standard normal distribution as raw little-endian floats.
  private void draw(Path file, long seed) throws IOException {
    SplittableRandom random = new RandomKey(seed).random();
    ByteBuffer row = ByteBuffer.allocate(4 * dim).order(ByteOrder.LITTLE_ENDIAN);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < rows; i++) {
        row.clear();
        for (int c = 0; c < dim; c++) {
          row.putFloat((float) random.nextGaussian());
        }
        out.write(row.array());
      }
    }
  }

  private Peer us(Path folder) throws IOException {
    return Peer.java(
        NeighboursWorker.class,
        Map.of(),
        folder.toString(),
        Integer.toString(dim),
        Integer.toString(threads));
  }

  private Peer them(Path folder) throws IOException {
    return new Peer(
        List.of(python, script, folder.toString(), Integer.toString(dim)),
        Map.of("OPENBLAS_NUM_THREADS", Integer.toString(threads)));
  }
}
