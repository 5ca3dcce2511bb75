package everymode.metric;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Law;
import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Measures generators against the held-out rows of a data set.
///
/// What only depends on the data (distances among real rows, what training rows score, what a
/// perfect sampler scores) is measured once, so that one evaluation may serve many generators. Any
/// thread may share it. At most 10,000 held-out rows are used, chosen by a fixed chance.
public final class Evaluation {

  private static final int DRAWS = 5;
  private static final int GROUPS = 10;
  private static final Chance CHANCE = new Chance(0).at("metric");

  private final Dataset data;
  private final Gauge gauge;
  private final Reading real;
  private final List<Reading> perfect;

  /// Prepares a data set: reads its held-out rows, its training rows used as if they were generated
  /// (as many different ones as a draw has, or all), and where the law is known five draws of it.
  ///
  /// @param data with held-out rows
  public Evaluation(Dataset data) {
    this.data = data;
    gauge = new Gauge(data);
    try (var _ = new Scope()) {
      long[] rows = Gauge.some(data.train().size(), gauge.wanted(), CHANCE.at("train"));
      Tensor x = data.domain().units(data.train().x(rows));
      real = gauge.read(Cloud.of(x));
    }
    Law law = data.law();
    perfect = law == null ? List.of() : draws(law::draw, CHANCE.at("floor"));
  }

  /// Measures a generator once; see [#of(Generator, Chance)].
  ///
  /// @param data with held-out rows
  /// @param generator draws samples in data units
  /// @param chance decides the draws
  /// @return all scores
  /// @throws EverymodeException when samples are not finite or not of the data's shape
  public static Scores of(Dataset data, Generator generator, Chance chance) {
    return new Evaluation(data).of(generator, chance);
  }

  /// Measures a file's samples once; see [#of(Tensor)].
  ///
  /// @param data with held-out rows
  /// @param samples `[n, ...]` in data units
  /// @return all scores
  /// @throws EverymodeException when samples are not finite or not of the data's shape, or too few
  public static Scores of(Dataset data, Tensor samples) {
    return new Evaluation(data).of(samples);
  }

  /// Measures a generator by five independent draws: a score is their mean, its interval comes from
  /// Student's t.
  ///
  /// @param generator draws samples in data units
  /// @param chance decides the draws: draw i comes from `chance.at("draw").at(i)`
  /// @return all scores
  /// @throws EverymodeException when samples are not finite or not of the data's shape
  public Scores of(Generator generator, Chance chance) {
    List<Reading> draws = draws(generator, chance.at("draw"));
    return scores(
        draws.getFirst(),
        value -> {
          double[] values = draws.stream().mapToDouble(value).toArray();
          return new Estimate(Interval.mean(values), Interval.ofMean(values));
        },
        draws);
  }

  /// Measures samples that are there once and for all: a score is that of all rows (for neighbours,
  /// of as many as there are held-out rows), its interval comes from leaving out a tenth of them at
  /// a time (jackknife).
  ///
  /// @param samples `[n, ...]` in data units, at least 10; their order does not matter much,
  ///   because they are shuffled by a fixed chance
  /// @return all scores
  /// @throws EverymodeException when samples are not finite or not of the data's shape, or too few
  public Scores of(Tensor samples) {
    Cloud rows = checked(samples);
    int n = rows.n();
    if (n < GROUPS) {
      throw new EverymodeException(
          "at least %d samples are needed, but there are %d; generate more".formatted(GROUPS, n));
    }
    long[] order = Gauge.some(n, n, CHANCE.at("samples"));
    Reading all = gauge.read(rows.pick(order));
    List<Reading> leftOut =
        IntStream.range(0, GROUPS)
            .mapToObj(g ->
                gauge.read(
                    rows.pick(
                        IntStream.range(0, n)
                            .filter(i -> i % GROUPS != g)
                            .mapToLong(i -> order[i])
                            .toArray())))
            .toList();
    return scores(
        all,
        value ->
            new Estimate(
                value.applyAsDouble(all),
                Interval.jackknife(
                    value.applyAsDouble(all), leftOut.stream().mapToDouble(value).toArray())),
        List.of(all));
  }

  private record Estimate(double value, Interval interval) {}

  private List<Reading> draws(Generator generator, Chance chance) {
    return IntStream.range(0, DRAWS)
        .mapToObj(i -> {
          try (var _ = new Scope()) {
            Cloud samples = checked(generator.sample(gauge.wanted(), chance.at(i)));
            if (samples.n() != gauge.wanted()) {
              throw new EverymodeException(
                  "a generator must give %d samples when asked for as many, but gave %d"
                      .formatted(gauge.wanted(), samples.n()));
            }
            return gauge.read(samples);
          }
        })
        .toList();
  }

  private Cloud checked(Tensor samples) {
    long[] shape = samples.shape();
    long[] sample = data.domain().shape();
    if (shape.length != sample.length + 1
        || !Arrays.equals(sample, Arrays.copyOfRange(shape, 1, shape.length))) {
      throw new EverymodeException(
          "samples of data set '%s' must have the shape %s each, but all together have %s"
              .formatted(data.name(), Arrays.toString(sample), Arrays.toString(shape)));
    }
    if (!Ops.finite(samples)) {
      throw new EverymodeException(
          "samples must be finite numbers, but some are not; has training diverged?");
    }
    return Cloud.of(samples);
  }

  private Scores scores(
      Reading first, Function<ToDoubleFunction<Reading>, Estimate> estimate, List<Reading> draws) {
    Map<String, Score> all = new LinkedHashMap<>();
    for (String name : first.values().keySet()) {
      String why =
          draws.stream()
              .map(d -> d.why().get(name))
              .filter(w -> w != null)
              .findFirst()
              .orElse(null);
      all.put(name, score(name, first, r -> r.value(name), estimate, why));
    }
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (int c = 0; c < first.coverage().length; c++) {
      int label = c;
      String why =
          Double.isNaN(first.coverage()[c]) ? "there are no held-out rows of this class" : null;
      classes.put(
          data.classes().get(c),
          Map.of("coverage", score("coverage", first, r -> r.coverage()[label], estimate, why)));
    }
    return new Scores(all, classes);
  }

  /// Numbers of modes end at the number of modes that the data have.
  private double most(Metric metric) {
    Law.Modes modes = data.modes();
    return modes != null && metric.name().endsWith("modes") ? modes.count() : metric.most();
  }

  private Score score(
      String name,
      Reading first,
      ToDoubleFunction<Reading> value,
      Function<ToDoubleFunction<Reading>, Estimate> estimate,
      @Nullable String why) {
    int n = first.rows().getOrDefault(name, 0);
    if (why != null) {
      return Score.absent(n, why);
    }
    Metric metric = Metric.of(name);
    Estimate e = estimate.apply(value);
    Interval interval = e.interval.within(metric.least(), most(metric));
    return new Score(
        e.value,
        interval.low(),
        interval.high(),
        n,
        value.applyAsDouble(real),
        floor(name, n, value),
        null);
  }

  private double floor(String name, int n, ToDoubleFunction<Reading> value) {
    if (!perfect.isEmpty()) {
      return perfect.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
    return switch (name) {
      case "coverage" -> Support.expectedCoverage(gauge.held(), n);
      case "density" -> 1;
      default -> Double.NaN;
    };
  }
}
