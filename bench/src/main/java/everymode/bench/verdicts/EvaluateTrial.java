package everymode.bench.verdicts;

import everymode.coverage.ClassVerdict.Outcome;
import everymode.data.Dataset;
import everymode.metric.Evaluation;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// One data set judged as `evaluate` does, and fresh rows that stand for samples of a perfect
/// generator.
///
/// @param evaluation of data with held-out rows as points and training rows as controls
/// @param name of the class that generators make in part
/// @param fresh rows of the law of the data that are neither points nor controls
/// @param ofClass which of them a generator without the class leaves out
record EvaluateTrial(Evaluation evaluation, String name, Labelled fresh, IntPredicate ofClass)
    implements Trial {

  private static final int FLOOR = 2; // held-out rows of the class
  private static final double HELD_OUT = 0.2;
  private static final EvaluationSettings COVERAGE =
      new EvaluationSettings(null, Set.of("coverage"), false, 0, null, _ -> {});

  /// A trial on a data set.
  EvaluateTrial(Dataset data, String name, Labelled fresh, IntPredicate ofClass) {
    this(new Evaluation(data, COVERAGE), name, fresh, ofClass);
  }

  /// A trial in which the class has a number of rows, a fifth of them held out; the rest and as
  /// many fresh rows are cut in half at random.
  ///
  /// @param points deck of held-out rows
  /// @param others held-out rows of other classes
  /// @param rows deck of training rows and fresh rows; may be the same
  /// @param training training rows of other classes
  /// @param ofClass rows of the class
  static Trial thinned(
      Deck points,
      int others,
      Deck rows,
      int training,
      int label,
      int ofClass,
      SplittableRandom random) {
    int held = Math.max(FLOOR, (int) Math.round(HELD_OUT * ofClass));
    Labelled heldOut = points.deal(others, held);
    Labelled rest = rows.deal(2 * training, 2 * (ofClass - held)).shuffled(random);
    int half = rest.size() / 2;
    return of(rest.range(0, half), heldOut, rest.range(half, rest.size()), label);
  }

  static Trial of(Labelled training, Labelled heldOut, Labelled fresh, int label) {
    return new EvaluateTrial(
        Labelled.points(training, heldOut),
        Integer.toString(label),
        fresh,
        i -> fresh.label()[i] == label);
  }

  @Override
  public Map<String, Outcome> verdicts(Generator generator, SplittableRandom random) {
    Labelled samples = kept(generator.share(), random);
    Map<String, Outcome> outcomes = new HashMap<>();
    try (var _ = new Scope()) {
      evaluation
          .of(Ops.of(samples.x().values(), samples.size(), samples.x().dim()))
          .verdicts()
          .byName()
          .forEach((label, verdict) -> outcomes.put(label, verdict.outcome()));
    }
    return outcomes;
  }

  private Labelled kept(double share, SplittableRandom random) {
    return fresh.pick(
        IntStream.range(0, fresh.size())
            .filter(i -> !ofClass.test(i) || random.nextDouble() < share)
            .toArray());
  }
}
