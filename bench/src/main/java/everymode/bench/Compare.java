package everymode.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Runs both sides alternately and prints the results of each case.
public final class Compare {

  private static final int STARTS = 5;
  private static final int PRODUCTS = 3;
  private static final Map<String, String> ONE_BLAS_THREAD = Map.of("OPENBLAS_NUM_THREADS", "1");

  // OpenBLAS's threads keep spinning after a product, on the cores of the next timed process.
  private static final Map<String, String> SLEEP_BETWEEN_PRODUCTS =
      Map.of("OPENBLAS_THREAD_TIMEOUT", "4");

  private final String python;
  private final String script;
  private int threads = Runtime.getRuntime().availableProcessors();
  private int pairs = 15;
  private String style = "plain";
  private String precision = "fp32";
  private boolean json;
  private List<Case> cases = Case.ALL;

  private Compare(String python, String script) {
    this.python = python;
    this.script = script;
  }

  /// The results of one case, a component for each column; medians over pairs of bursts.
  ///
  /// @param ours milliseconds of our step
  /// @param theirs milliseconds of PyTorch's step
  /// @param ratio median of the pairs' ratios, theirs to ours
  /// @param share useful operations per second relative to the rate of large matrix products
  /// @param rate GFLOP/s of large matrix products
  /// @param ourStart milliseconds from the start of the process to the end of the first step
  /// @param theirStart the same for PyTorch
  /// @param ourPeak peak resident memory in MiB
  /// @param theirPeak the same for PyTorch
  /// @param target the target ratio
  private record Figures(
      String name,
      double ours,
      double theirs,
      double ratio,
      double share,
      double rate,
      double ourStart,
      double theirStart,
      double ourPeak,
      double theirPeak,
      double target) {

    String lines() {
      return String.format(
          Locale.ROOT,
          "%-25s %9.2f %9.2f %6.2f %6.2f%n%-25s %9.0f %9.0f %6.2f%n%-25s %9.0f %9.0f %6.2f",
          name,
          ours,
          theirs,
          ratio,
          share,
          name + "/start-ms",
          ourStart,
          theirStart,
          theirStart / ourStart,
          name + "/peak-mib",
          ourPeak,
          theirPeak,
          theirPeak / ourPeak);
    }

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"case\":\"%s\",\"ours_ms\":%.4f,\"theirs_ms\":%.4f,\"ratio\":%.4f,\"target\":%.1f,"
              + "\"share_of_matrix_rate\":%.4f,\"matrix_gflops\":%.1f,\"ours_start_ms\":%.0f,"
              + "\"theirs_start_ms\":%.0f,\"ours_peak_mib\":%s,\"theirs_peak_mib\":%s}",
          name,
          ours,
          theirs,
          ratio,
          target,
          share,
          rate,
          ourStart,
          theirStart,
          number(ourPeak),
          number(theirPeak));
    }

    private static String number(double value) {
      return Double.isNaN(value) ? "null" : String.format(Locale.ROOT, "%.0f", value);
    }
  }

  /// Runs the comparison.
  ///
  /// @param args a Python interpreter with torch, the script of the Python side, then options
  /// @throws IOException if a worker ends early
  public static void main(String[] args) throws IOException {
    var compare = new Compare(args[0], args[1]);
    try {
      compare.options(Arrays.asList(args).subList(2, args.length).iterator());
    } catch (IllegalArgumentException e) {
      System.err.println("compare: " + e.getMessage());
      System.err.println(
          "usage: bench/compare [--pairs N] [--case NAME] [--threads N] [--frugal]"
              + " [--precision bf16] [--json]");
      System.exit(2);
    }
    compare.run();
  }

  private void options(Iterator<String> args) {
    while (args.hasNext()) {
      String option = args.next();
      switch (option) {
        case "--json" -> json = true;
        case "--frugal" -> style = "frugal";
        case "--precision" -> precision = value(option, args);
        case "--pairs" -> pairs = positive(option, value(option, args));
        case "--threads" -> threads = positive(option, value(option, args));
        case "--case" -> cases = List.of(named(value(option, args)));
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
  }

  static String value(String option, Iterator<String> args) {
    if (!args.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return args.next();
  }

  static int positive(String option, String text) {
    if (!text.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(option + " must be at least 1, but is " + text);
    }
    return Integer.parseInt(text);
  }

  private static Case named(String name) {
    return Case.ALL.stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "unknown case "
                    + name
                    + "; the cases are "
                    + Case.ALL.stream().map(Case::name).collect(Collectors.joining(", "))));
  }

  private void run() throws IOException {
    if (!json) {
      System.out.printf(
          Locale.ROOT,
          "# %d threads, %d pairs, PyTorch's side %s%n# %-23s %9s %9s %6s %s%n",
          threads,
          pairs,
          style,
          "case",
          "ours_ms",
          "theirs_ms",
          "ratio",
          "share_of_matrix_rate");
    }
    List<String> all = new ArrayList<>();
    for (Case one : cases) {
      Figures figures = measure(one);
      all.add(figures.json());
      if (!json) {
        System.out.println(figures.lines());
        System.out.printf(Locale.ROOT, "# large matrix products: %.0f GFLOP/s%n", figures.rate);
      }
    }
    if (json) {
      System.out.println("[" + String.join(",\n ", all) + "]");
    }
  }

  private Figures measure(Case one) throws IOException {
    double[] ours = new double[pairs];
    double[] theirs = new double[pairs];
    double[] ratios = new double[pairs];
    double[] products = new double[pairs];
    double ourPeak;
    double theirPeak;
    try (Peer us = us(one.name());
        Peer them = them(one.name());
        Peer matrices = us(Worker.MATRICES)) {
      us.burst(one.warm());
      them.burst(one.warm());
      matrices.burst(PRODUCTS);
      for (int i = 0; i < pairs; i++) {
        // The order alternates from pair to pair, so that drift favours neither side.
        if (i % 2 == 0) {
          ours[i] = us.burst(one.burst()) / one.burst();
          theirs[i] = them.burst(one.burst()) / one.burst();
        } else {
          theirs[i] = them.burst(one.burst()) / one.burst();
          ours[i] = us.burst(one.burst()) / one.burst();
        }
        ratios[i] = theirs[i] / ours[i];
        products[i] = matrices.burst(PRODUCTS) / PRODUCTS;
      }
      ourPeak = us.finish();
      theirPeak = them.finish();
    }
    double[] ourStart = new double[STARTS];
    double[] theirStart = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      ourStart[i] = start(() -> us(one.name()));
      theirStart[i] = start(() -> them(one.name()));
    }
    double rate = 2 * Math.pow(Worker.SIDE, 3) / median(products) / 1e6;
    return new Figures(
        one.name(),
        median(ours),
        median(theirs),
        median(ratios),
        one.flops() / median(ours) / 1e6 / rate,
        rate,
        median(ourStart),
        median(theirStart),
        ourPeak,
        theirPeak,
        one.target());
  }

  /// Starts a worker process.
  @FunctionalInterface
  private interface Starting {
    Peer start() throws IOException;
  }

  private static double start(Starting starting) throws IOException {
    long begin = System.nanoTime();
    try (Peer peer = starting.start()) {
      peer.burst(1);
      return (System.nanoTime() - begin) / 1e6;
    }
  }

  private Peer us(String name) throws IOException {
    return Peer.java(
        Worker.class, SLEEP_BETWEEN_PRODUCTS, name, Integer.toString(threads), precision);
  }

  private Peer them(String name) throws IOException {
    return new Peer(
        List.of(python, script, name, style, Integer.toString(threads)), ONE_BLAS_THREAD);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }
}
