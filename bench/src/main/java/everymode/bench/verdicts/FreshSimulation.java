package everymode.bench.verdicts;

import everymode.coverage.ClassTest;
import everymode.random.RandomKey;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Simulates one cell with held-out rows, training rows and samples drawn afresh for every verdict,
/// with as many samples as rows, to check [CellSimulation].
record FreshSimulation(Cell cell, int repetitions) {

  /// The cells.
  static List<Cell> cells() {
    return List.of(
        new Cell(Cell.Place.NEAR, 2, 0.05, 30),
        new Cell(Cell.Place.NEAR, 64, 0.05, 100),
        new Cell(Cell.Place.MID, 2, 0.01, 6),
        new Cell(Cell.Place.MID, 10, 0.05, 100),
        new Cell(Cell.Place.MID, 64, 0.05, 30),
        new Cell(Cell.Place.MID, 2, 0.01, 30),
        new Cell(Cell.Place.FAR, 2, 0.05, 10),
        new Cell(Cell.Place.FAR, 64, 0.01, 30));
  }

  /// Verdicts by generator.
  Map<Generator, Tally> run() {
    Map<Generator, Tally> tallies = new EnumMap<>(Generator.class);
    long samples = cell.samples(1);
    for (int i = 0; i < repetitions; i++) {
      RandomKey key = cell.key().fold("fresh").fold(i);
      HeldOut heldOut = HeldOut.draw(cell, true, key.fold("held-out").random());
      SplittableRandom draws = key.fold("rows").random();
      int n = cell.training();
      int own = (int) Binomial.draw(draws, n, cell.trainingShare());
      long foreign = heldOut.count(cell.law().others(draws, n - own, 1));
      long counted = foreign + heldOut.count(cell.law().ofClass(draws, own, 1));
      var test = new ClassTest(true, n, n - own, counted, foreign, samples);
      for (Generator generator : Generator.RIGHT) {
        double deviation = generator.deviation();
        int ofClass = (int) Binomial.draw(draws, samples, generator.share() * cell.trainingShare());
        long seen =
            heldOut.count(cell.law().ofClass(draws, ofClass, deviation))
                + heldOut.count(cell.law().others(draws, (int) samples - ofClass, deviation));
        tallies.merge(generator, Tally.of(test.of(seen).outcome()), Tally::plus);
      }
    }
    return tallies;
  }
}
