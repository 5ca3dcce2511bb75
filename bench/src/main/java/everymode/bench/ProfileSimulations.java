package everymode.bench;

import everymode.cluster.ClusterAgreement;
import everymode.mixture.BandwidthRule;
import everymode.mixture.Blocks;
import everymode.mixture.DiagonalMixture;
import everymode.mixture.KernelMixture;
import everymode.mixture.PoissonMixture;
import everymode.mixture.Posteriors;
import everymode.mixture.Profiles;
import everymode.mixture.RepeatedGaussianMixture;
import everymode.mixture.SmallEm;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Adjusted Rand index of methods that cluster profiles, on simulated ones.
///
/// *Source:* the Poisson simulations are those of Rau et al., 2015; the two normal components those
/// of Levine et al., 2011; the components without a common form are ours.
final class ProfileSimulations {

  private static final int SEEDS = 5;
  private static final int FITS = 50;
  private static final int ITERATIONS = 100;

  private ProfileSimulations() {}

  /// Simulated rows.
  ///
  /// @param values what methods of densities see
  /// @param counts empty where there are none
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Simulation(
      Profiles values, Optional<Profiles> counts, Blocks blocks, int[] labels, int clusters) {}

  /// Prints a line for each simulation.
  public static void main(String[] arguments) {
    Backend.threads(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1);
    print("Poisson, design A, far", seed -> poisson(seed, true, true));
    print("Poisson, design A, near", seed -> poisson(seed, true, false));
    print("Poisson, design B, far", seed -> poisson(seed, false, true));
    print("Poisson, design B, near", seed -> poisson(seed, false, false));
    print("without a form", ProfileSimulations::formless);
    print("two normal components", ProfileSimulations::normal);
  }

  /// Makes a simulation.
  @FunctionalInterface
  private interface Simulated {
    Simulation of(int seed);
  }

  private static void print(String name, Simulated simulated) {
    Map<String, double[]> found = new LinkedHashMap<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      int at = seed - 1;
      Simulation data = simulated.of(seed);
      methods(data, new RandomKey(seed).fold("methods"))
          .forEach((method, labels) ->
              found.computeIfAbsent(method, _ -> new double[SEEDS])[at] =
                  ClusterAgreement.of(data.labels, labels).adjustedRand());
    }
    found.forEach((method, values) -> {
      double mean = Arrays.stream(values).average().orElseThrow();
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      double error = Math.sqrt(squares / (SEEDS - 1.0) / SEEDS);
      IO.println(String.format(Locale.ROOT, "%-26s %-22s %.3f ± %.3f", name, method, mean, error));
    });
  }

  private static Map<String, int[]> methods(Simulation data, RandomKey key) {
    Map<String, int[]> labels = new LinkedHashMap<>();
    int m = data.clusters;
    labels.put("npmsl", smoothed(data.values, data.blocks, m, true, key));
    labels.put("npem", smoothed(data.values, data.blocks, m, false, key));
    labels.put(
        "repeated-gaussian",
        RepeatedGaussianMixture.bestOf(FITS, data.values, m, 500, key.fold("gaussian"))
            .orElseThrow()
            .posteriors(data.values)
            .labels());
    labels.put(
        "diagonal Gaussian",
        DiagonalMixture.fit(data.values, m, key.fold("diagonal")).posteriors(data.values).labels());
    data.counts.ifPresent(counts -> {
      Profiles logit = DiagonalMixture.Proportions.LOGIT.of(counts);
      labels.put("npmsl, logit", smoothed(logit, data.blocks, m, true, key));
      labels.put(
          "logit-Gaussian",
          DiagonalMixture.fit(logit, m, key.fold("logit")).posteriors(logit).labels());
      labels.put(
          "Poisson",
          PoissonMixture.fit(counts, data.blocks, m, key.fold("poisson"))
              .posteriors(counts)
              .labels());
    });
    return labels;
  }

  private static int[] smoothed(
      Profiles rows, Blocks blocks, int m, boolean smoothed, RandomKey key) {
    int[] start =
        IntStream.range(0, FITS)
            .mapToObj(f -> SmallEm.attempt(rows, m, key.fold("start").fold(f)))
            .flatMap(Optional::stream)
            .max(Comparator.comparingDouble(SmallEm.Attempt::logLikelihood))
            .orElseThrow()
            .labels();
    int[] labels = SmallEm.refined(rows, start);
    int clusters = Arrays.stream(labels).max().orElseThrow() + 1;
    var estimator =
        new KernelMixture.Estimator(
            rows, blocks, BandwidthRule.Silverman.defaults(), 200, 1, smoothed);
    Posteriors z = Posteriors.of(labels, clusters);
    Optional<KernelMixture> mixture = Optional.empty();
    for (int t = 0; t < ITERATIONS; t++) {
      KernelMixture.Iteration next = estimator.next(mixture, z, t);
      z = next.posteriors();
      mixture = Optional.of(next.mixture());
    }
    return z.labels();
  }

  /// Counts of genes whose shares of the conditions depend on the cluster, with library sizes that
  /// are equal or not.
  private static Simulation poisson(int seed, boolean first, boolean far) {
    SplittableRandom random = new RandomKey(seed).fold("poisson").random();
    List<String> names =
        first
            ? List.of("1", "2", "2", "2", "2", "3", "3", "3")
            : List.of("1", "1", "1", "1", "2", "2");
    double[] size = new double[names.size()];
    Arrays.fill(size, 1.0 / size.length);
    if (!first) {
      size = new double[] {0.096, 0.084, 0.253, 0.205, 0.224, 0.138};
    }
    int[][] rates =
        far
            ? new int[][] {{1, 3, 5}, {5, 1, 3}, {3, 5, 1}, {5, 3, 1}}
            : new int[][] {{1, 3, 5}, {2, 4, 4}, {1, 5, 4}, {2, 5, 3}};
    int n = 2_000;
    int r = size.length;
    double[] counts = new double[n * r];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      labels[i] = u < 0.1 ? 0 : u < 0.3 ? 1 : u < 0.6 ? 2 : 3;
      long total = Math.round((first ? 1_640 : 1_521) * random.nextExponential());
      double[] share = shares(names, size, rates[labels[i]]);
      for (int draw = 0; draw < Math.max(1, total); draw++) {
        counts[i * r + drawn(share, random)]++;
      }
    }
    Profiles rows = new Profiles(counts, n, r);
    return new Simulation(perMillion(rows), Optional.of(rows), Blocks.of(names), labels, 4);
  }

  /// The share of each column in a row's counts.
  private static double[] shares(List<String> names, double[] size, int[] rates) {
    double[] condition = new double[rates.length];
    for (int k = 0; k < size.length; k++) {
      condition[Integer.parseInt(names.get(k)) - 1] += size[k];
    }
    int used = (int) Arrays.stream(condition).filter(c -> c > 0).count();
    double sum = Arrays.stream(rates).limit(used).sum();
    double[] share = new double[size.length];
    for (int k = 0; k < size.length; k++) {
      int d = Integer.parseInt(names.get(k)) - 1;
      share[k] = size[k] * rates[d] / sum / condition[d];
    }
    return share;
  }

  private static int drawn(double[] share, SplittableRandom random) {
    double left = random.nextDouble();
    int k = 0;
    while (k < share.length - 1 && left >= share[k]) {
      left -= share[k++];
    }
    return k;
  }

  private static Profiles perMillion(Profiles counts) {
    double[] total = new double[counts.r()];
    for (int i = 0; i < counts.x().length; i++) {
      total[i % counts.r()] += counts.x()[i];
    }
    double[] x = new double[counts.x().length];
    Arrays.setAll(x, i -> Math.log1p(counts.x()[i] / total[i % counts.r()] * 1e6));
    return new Profiles(x, counts.n(), counts.r());
  }

  /// Three components in three blocks of two columns: a gamma, an exponential and a two-humped
  /// density in turn, each with mean 0 and variance 1, one deviation apart.
  private static Simulation formless(int seed) {
    SplittableRandom random = new RandomKey(seed).fold("formless").random();
    int n = 1_000;
    double[] x = new double[6 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3);
      for (int k = 0; k < 6; k++) {
        double value =
            switch ((labels[i] + k / 2) % 3) {
              case 0 -> (random.nextExponential() + random.nextExponential() - 2) / Math.sqrt(2);
              case 1 -> random.nextExponential() - 1;
              default ->
                  (random.nextBoolean() ? 0.95 : -0.95)
                      + Math.sqrt(1 - 0.95 * 0.95) * random.nextGaussian();
            };
        x[6 * i + k] = value + labels[i];
      }
    }
    Blocks blocks = Blocks.of(List.of("a", "a", "b", "b", "c", "c"));
    return new Simulation(new Profiles(x, n, 6), Optional.empty(), blocks, labels, 3);
  }

  /// .3 around (0, 0, 0), .7 around (3, 4, 5).
  private static Simulation normal(int seed) {
    SplittableRandom random = new RandomKey(seed).fold("normal").random();
    int n = 500;
    double[] x = new double[3 * n];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextDouble() < 0.3 ? 0 : 1;
      for (int k = 0; k < 3; k++) {
        x[3 * i + k] = random.nextGaussian() + (labels[i] == 0 ? 0 : 3 + k);
      }
    }
    Blocks blocks = Blocks.single(List.of("x", "y", "z"));
    return new Simulation(new Profiles(x, n, 3), Optional.empty(), blocks, labels, 2);
  }
}
