package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.metric.feature.ExtractedFeatures;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureMoments;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Measures generators against the held-out rows of a data set.
///
/// What only depends on the data (distances among real rows, what training rows score, what a
/// perfect sampler scores) is measured once, so that one evaluation may serve many generators. Any
/// thread may share it; where there is a judge, they wait for each other. At most 10,000 held-out
/// rows are used, chosen by a fixed chance.
public final class Evaluation {

  private static final int DRAWS = 5;
  private static final int GROUPS = 10;
  private static final RandomKey CHANCE = new RandomKey(0).fold("metric");

  private final Dataset data;
  private final EvaluationSettings options;
  private final MetricGroups groups;
  private final MetricValues real;
  private final List<MetricValues> perfect;

  /// What is measured, and how.
  ///
  /// @param extractor a network to look through, or null for none
  /// @param metrics names of metrics, without brackets; empty for the usual ones, `all` for all
  /// @param closed whether the edge of a ball belongs to it, in neighbour metrics
  /// @param samples generated rows a draw; 0 for as many as the data want
  /// @param statistics moments of real features in place of those of the held-out rows, for the
  ///   Fréchet distance alone; null for none
  /// @param log told what is being done, a sentence each
  public record EvaluationSettings(
      @Nullable FeatureExtractor extractor,
      Set<String> metrics,
      boolean closed,
      int samples,
      @Nullable FeatureMoments statistics,
      Consumer<String> log) {

    /// Checks the names.
    public EvaluationSettings {
      metrics = Set.copyOf(metrics);
      metrics.stream().filter(name -> !name.equals("all")).forEach(Metric::of);
    }

    /// The usual metrics without a judge, in silence.
    ///
    /// @return the options
    public static EvaluationSettings defaults() {
      return new EvaluationSettings(null, Set.of(), false, 0, null, _ -> {});
    }

    /// The same, with somebody to tell.
    ///
    /// @param said told what is being done, a sentence each
    /// @return the options
    public EvaluationSettings withLog(Consumer<String> said) {
      return new EvaluationSettings(extractor, metrics, closed, samples, statistics, said);
    }

    /// How this differs from the usual measuring. Scores that were asked for in the same words may
    /// stand in one table.
    ///
    /// @return such as `through classifier:digits@ab12, metrics coverage`; empty for the usual ones
    public String text() {
      List<String> text = new ArrayList<>();
      if (extractor != null) {
        text.add("through " + extractor.id());
      }
      if (!metrics.isEmpty()) {
        text.add("metrics " + String.join(" ", new TreeSet<>(metrics)));
      }
      if (closed) {
        text.add("closed balls");
      }
      if (samples > 0) {
        text.add(samples + " samples a draw");
      }
      if (statistics != null) {
        text.add("statistics %08x".formatted(Arrays.hashCode(statistics.covariance())));
      }
      return String.join(", ", text);
    }

    /// Whether a metric is wanted.
    boolean wants(Metric metric) {
      return metrics.isEmpty()
          ? metric.byDefault()
          : metrics.contains("all") || metrics.contains(metric.name());
    }
  }

  /// Prepares a data set for the usual metrics.
  ///
  /// @param data with held-out rows
  public Evaluation(Dataset data) {
    this(data, EvaluationSettings.defaults());
  }

  /// Prepares a data set: reads its held-out rows, its training rows used as if they were generated
  /// (as many different ones as a draw has, or all), and where the law is known five draws of it.
  ///
  /// @param data with held-out rows
  /// @param options what is measured
  /// @throws EverymodeException when the judge does not take such data, or a metric is asked for
  ///   that the data do not allow
  public Evaluation(Dataset data, EvaluationSettings options) {
    this.data = data;
    this.options = options;
    options.log.accept("preparing the real rows");
    groups = new MetricGroups(data, options);
    real = groups.measure(groups.truth().train());
    Distribution distribution = data.distribution();
    perfect = distribution == null ? List.of() : draws(distribution::sample, CHANCE.fold("floor"));
  }

  /// How it differs from the usual measuring; see [EvaluationSettings#text()].
  ///
  /// @return empty for the usual one
  public String asked() {
    return options.text();
  }

  /// Measures a generator once; see [#of(Sampler, Chance)].
  ///
  /// @param data with held-out rows
  /// @param generator draws samples in data units
  /// @param key decides the draws
  /// @return all scores
  /// @throws EverymodeException when samples are not finite or not of the data's shape
  public static Scores of(Dataset data, Sampler generator, RandomKey key) {
    return new Evaluation(data).of(generator, key);
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
  /// @param key decides the draws: draw i comes from `chance.at("draw").at(i)`
  /// @return all scores
  /// @throws EverymodeException when samples are not finite or not of the data's shape
  public Scores of(Sampler generator, RandomKey key) {
    List<MetricValues> draws = draws(generator, key.fold("draw"));
    return scores(
        draws.getFirst(),
        value -> {
          double[] values = draws.stream().mapToDouble(value).toArray();
          return new Estimate(ConfidenceInterval.mean(values), ConfidenceInterval.ofMean(values));
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
    int n = Math.toIntExact(samples.size(0));
    if (n < GROUPS) {
      throw new EverymodeException(
          "at least %d samples are needed, but there are %d; generate more".formatted(GROUPS, n));
    }
    EvaluatedRows rows = checked(samples).pick(RandomTensors.subset(CHANCE.fold("samples"), n, n));
    options.log.accept("measuring %,d samples".formatted(n));
    MetricValues all = groups.measure(rows);
    List<MetricValues> leftOut = new ArrayList<>();
    for (int g = 0; g < GROUPS; g++) {
      int group = g;
      options.log.accept(
          "measuring the doubt, part %d of %d: all but a tenth".formatted(g + 1, GROUPS));
      leftOut.add(
          groups.measure(
              rows.pick(
                  IntStream.range(0, n)
                      .filter(i -> i % GROUPS != group)
                      .asLongStream()
                      .toArray())));
    }
    return scores(
        all,
        value ->
            new Estimate(
                value.applyAsDouble(all),
                ConfidenceInterval.jackknife(
                    value.applyAsDouble(all), leftOut.stream().mapToDouble(value).toArray())),
        List.of(all));
  }

  /// Mean and covariance of the features of samples, or of the samples themselves without a judge:
  /// what the Fréchet distance compares.
  ///
  /// @param generator draws samples in data units
  /// @param key decides the draw
  /// @return the moments of one draw
  public FeatureMoments moments(Sampler generator, RandomKey key) {
    try (var _ = new Scope()) {
      return moments(generator.sample(groups.wanted(), key.fold("draw").fold(0)));
    }
  }

  /// Mean and covariance of the features of samples, or of the samples themselves without a judge.
  ///
  /// @param samples `[n, ...]` in data units, at least 2
  /// @return their moments
  public FeatureMoments moments(Tensor samples) {
    EvaluatedRows sample = checked(samples);
    ExtractedFeatures seen = sample.seen();
    return FeatureMoments.of(seen == null ? sample.space() : seen.features());
  }

  private record Estimate(double value, ConfidenceInterval interval) {}

  private List<MetricValues> draws(Sampler generator, RandomKey key) {
    int wanted = groups.wanted();
    List<MetricValues> readings = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      options.log.accept("measuring draw %d of %d, %,d samples".formatted(i + 1, DRAWS, wanted));
      EvaluatedRows sample;
      try (var _ = new Scope()) {
        sample = checked(generator.sample(wanted, key.fold(i)));
      }
      if (sample.n() != wanted) {
        throw new EverymodeException(
            "a generator must give %d samples when asked for as many, but gave %d"
                .formatted(wanted, sample.n()));
      }
      readings.add(groups.measure(sample));
    }
    return readings;
  }

  private EvaluatedRows checked(Tensor samples) {
    return EvaluatedRows.of(
        data, Samples.sound(samples, data.domain()), groups.truth().extractor(), false);
  }

  private Scores scores(
      MetricValues first,
      Function<ToDoubleFunction<MetricValues>, Estimate> estimate,
      List<MetricValues> draws) {
    Map<String, Score> all = new LinkedHashMap<>();
    for (String name : first.values().keySet()) {
      String why =
          draws.stream()
              .map(d -> d.reasons().get(name))
              .filter(w -> w != null)
              .findFirst()
              .orElse(null);
      all.put(name, score(name, first, r -> r.value(name), estimate, why));
    }
    return new Scores(all, classes(first, estimate), shares());
  }

  private Map<String, Map<String, Score>> classes(
      MetricValues first, Function<ToDoubleFunction<MetricValues>, Estimate> estimate) {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (String metric : first.classes().keySet()) {
      for (int c = 0; c < data.classes().size(); c++) {
        int label = c;
        String why =
            Double.isNaN(first.value(metric, c)) ? "there are no rows of this class" : null;
        classes
            .computeIfAbsent(data.classes().get(c), _ -> new LinkedHashMap<>())
            .put(metric, score(metric, first, r -> r.value(metric, label), estimate, why));
      }
    }
    return classes;
  }

  private Map<String, Double> shares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    try (var _ = new Scope()) {
      Tensor label = data.train().label();
      for (long row : label == null ? new long[0] : Ops.longs(label)) {
        shares.merge(data.classes().get((int) row), 1.0 / data.train().size(), Double::sum);
      }
    }
    return shares;
  }

  /// Numbers of modes end at the number of modes that the data have.
  private double most(String name) {
    Distribution.GaussianMixture modes = data.modes();
    return modes != null && name.endsWith("modes") ? modes.count() : Metric.of(name).maximum();
  }

  private Score score(
      String name,
      MetricValues first,
      ToDoubleFunction<MetricValues> value,
      Function<ToDoubleFunction<MetricValues>, Estimate> estimate,
      @Nullable String why) {
    int n = first.rows().getOrDefault(name, 0);
    if (why != null) {
      return Score.absent(n, why);
    }
    Estimate e = estimate.apply(value);
    ConfidenceInterval interval = e.interval.within(Metric.of(name).minimum(), most(name));
    return new Score(
        e.value,
        interval.low(),
        interval.high(),
        n,
        value.applyAsDouble(real),
        floor(name, n, value),
        null);
  }

  private double floor(String name, int n, ToDoubleFunction<MetricValues> value) {
    return perfect.isEmpty()
        ? groups.ideal(name, n)
        : perfect.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
