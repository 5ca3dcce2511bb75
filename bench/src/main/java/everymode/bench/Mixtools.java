package everymode.bench;

import everymode.mixture.BandwidthRule;
import everymode.mixture.Blocks;
import everymode.mixture.KernelMixture;
import everymode.mixture.Posteriors;
import everymode.mixture.Profiles;
import everymode.tensor.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Smoothed mixtures beside those of R's mixtools, from the files that `bench/mixtools.R` writes.
final class Mixtools {

  private Mixtools() {}

  /// Repeats the iterations and prints differences and times.
  ///
  /// @param arguments folder, `fixed` or `adaptive`, and threads
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    boolean adaptive = arguments[1].equals("adaptive");
    Backend.threads(Integer.parseInt(arguments[2]));
    double[][] table = numbers(folder.resolve("x.csv"));
    double[] x = Arrays.stream(table).flatMapToDouble(Arrays::stream).toArray();
    Profiles rows = new Profiles(x, table.length, table[0].length);
    double[] start = flat(folder.resolve("start.csv"));
    List<String> blocks = Files.readAllLines(folder.resolve("blocks.csv"));
    double[] objective = flat(folder.resolve("objective.csv"));
    double[] weights = flat(folder.resolve("weights.csv"));
    double[] posteriors = flat(folder.resolve("posteriors.csv"));
    double[] other = flat(folder.resolve("seconds.csv"));
    BandwidthRule rule =
        adaptive ? BandwidthRule.Silverman.defaults() : BandwidthRule.Fixed.defaults();
    long before = System.nanoTime();
    var estimator = new KernelMixture.Estimator(rows, Blocks.of(blocks), rule, 200, 0, true);
    int[] labels = Arrays.stream(start).mapToInt(label -> (int) label).toArray();
    Posteriors z = Posteriors.of(labels, weights.length);
    Optional<KernelMixture> mixture = Optional.empty();
    double apart = 0;
    double[] seconds = new double[objective.length];
    for (int t = 0; t < objective.length; t++) {
      long began = System.nanoTime();
      KernelMixture.Iteration next = estimator.next(mixture, z, t);
      seconds[t] = (System.nanoTime() - began) / 1e9;
      mixture = Optional.of(next.mixture());
      z = next.posteriors();
      apart = Math.max(apart, Math.abs(next.objective() - objective[t]) / Math.abs(objective[t]));
    }
    double whole = (System.nanoTime() - before) / 1e9;
    double[] own = mixture.orElseThrow().weights();
    double[] found = z.z();
    Arrays.sort(seconds);
    IO.println(
        String.format(
            Locale.ROOT,
            "%d rows of %d, %d components, %d iterations, %s bandwidths",
            rows.n(),
            rows.r(),
            weights.length,
            objective.length,
            arguments[1]));
    IO.println(
        String.format(
            Locale.ROOT,
            "largest difference: weights %.1e, posteriors %.1e, objective %.1e of its size",
            largest(own, weights),
            largest(found, posteriors),
            apart));
    IO.println(
        String.format(
            Locale.ROOT, "underflows in mixtools: %.4f of all integrals", other[1] + other[2]));
    IO.println(
        String.format(
            Locale.ROOT,
            "seconds an iteration: %.3f (median), %.3f with the start; mixtools %.3f (mean); ratio %.1f",
            seconds[seconds.length / 2],
            whole / objective.length,
            other[0],
            other[0] * objective.length / whole));
  }

  private static double largest(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
  }

  private static double[] flat(Path file) throws IOException {
    return Arrays.stream(numbers(file)).flatMapToDouble(Arrays::stream).toArray();
  }

  private static double[][] numbers(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
          .toArray(double[][]::new);
    }
  }
}
