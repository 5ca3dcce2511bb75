package everymode.bench.verdicts;

import everymode.coverage.ClassVerdict.Outcome;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// Data, and a class of them that generators make in part.
interface Trial {

  /// The name of the class.
  String name();

  /// The verdicts on a generator, by class.
  ///
  /// @param random decides what is drawn
  Map<String, Outcome> verdicts(Generator generator, SplittableRandom random);

  /// Adds the verdicts on each generator, and on all other classes where the generator is perfect.
  default void judge(
      Collection<Generator> generators,
      SplittableRandom random,
      Map<Generator, Tally> tallies,
      Map<Generator, Tally> others) {
    for (Generator generator : generators) {
      Map<String, Outcome> verdicts = verdicts(generator, random);
      Outcome own = Objects.requireNonNull(verdicts.get(name()));
      tallies.merge(generator, Tally.of(own), Tally::plus);
      if (generator == Generator.FULL) {
        verdicts.forEach((name, outcome) -> {
          if (!name.equals(name())) {
            others.merge(generator, Tally.of(outcome), Tally::plus);
          }
        });
      }
    }
  }
}
