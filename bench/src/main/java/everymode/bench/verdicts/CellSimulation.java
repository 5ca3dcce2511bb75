package everymode.bench.verdicts;

import everymode.coverage.ClassTest;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Simulates one cell.
///
/// Given the held-out rows, each training row and each sample counts independently of all others.
/// So the probability of counting is measured once for each kind of row, from a pool, and counts
/// are then drawn as binomials with these probabilities. Both errors have their bound for any such
/// probabilities, so the rounding of a pool does not matter for them.
///
/// @param cell the data
/// @param draws of held-out rows
/// @param repetitions for each draw and number of samples
/// @param generators to judge
record CellSimulation(Cell cell, int draws, int repetitions, List<Generator> generators) {

  private static final int POOL = 4_000; // rows of the class
  private static final int OTHERS = 40_000;
  private static final int RANDOM = 3; // of eight draws have random numbers of rows by class
  private static final int OF = 8;

  /// Probabilities of counting for the class, by kind of row.
  private record Chances(double own, double others) {

    /// Of a mixture with another kind.
    Chances mixed(Chances other, double part) {
      return new Chances(own + part * (other.own - own), others + part * (other.others - others));
    }
  }

  /// Verdicts by number of samples, in the order of [Cell#SAMPLES], and generator.
  List<Map<Generator, Tally>> run() {
    List<Map<Generator, Tally>> all =
        Arrays.stream(Cell.SAMPLES)
            .<Map<Generator, Tally>>mapToObj(_ -> new EnumMap<>(Generator.class))
            .toList();
    for (int draw = 0; draw < draws; draw++) {
      RandomKey key = cell.key().fold(draw);
      boolean random = draw % OF < RANDOM;
      Gaussians law = cell.law();
      HeldOut heldOut = HeldOut.draw(cell, random, key.fold("held-out").random());
      Chances real = chances(heldOut, law, 1, key.fold("pool").random());
      Map<Generator, Chances> chances = new EnumMap<>(Generator.class);
      Map<Double, Chances> pools = new HashMap<>(Map.of(1.0, real));
      for (Generator generator : generators) {
        double deviation = generator.deviation();
        Chances other =
            pools.computeIfAbsent(
                deviation, d -> chances(heldOut, law, d, key.fold(pool(d)).random()));
        chances.put(generator, real.mixed(other, generator.part()));
      }
      SplittableRandom counts = key.fold("counts").random();
      for (int s = 0; s < Cell.SAMPLES.length; s++) {
        long samples = cell.samples(Cell.SAMPLES[s]);
        for (int i = 0; i < repetitions; i++) {
          ClassTest test = test(real, random, samples, counts);
          for (Generator generator : generators) {
            Chances of = Objects.requireNonNull(chances.get(generator));
            long own = Binomial.draw(counts, samples, generator.share() * cell.trainingShare());
            long seen =
                Binomial.draw(counts, own, of.own)
                    + Binomial.draw(counts, samples - own, of.others);
            all.get(s).merge(generator, Tally.of(test.of(seen).outcome()), Tally::plus);
          }
        }
      }
    }
    return all;
  }

  private static String pool(double deviation) {
    return deviation == Generator.NOISY.deviation() ? "noisy" : "deviation " + deviation;
  }

  private static Chances chances(
      HeldOut heldOut, Gaussians law, double deviation, SplittableRandom draws) {
    return new Chances(
        (double) heldOut.count(law.ofClass(draws, POOL, deviation)) / POOL,
        (double) heldOut.count(law.others(draws, OTHERS, deviation)) / OTHERS);
  }

  private ClassTest test(Chances real, boolean random, long samples, SplittableRandom draws) {
    long n = cell.training();
    long own = random ? Binomial.draw(draws, n, cell.trainingShare()) : cell.rows() - cell.held();
    long foreign = Binomial.draw(draws, n - own, real.others);
    long counted = Binomial.draw(draws, own, real.own) + foreign;
    return new ClassTest(true, n, n - own, counted, foreign, samples);
  }
}
