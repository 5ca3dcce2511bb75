package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.RowPart;
import everymode.data.catalog.Samples;
import everymode.error.EverymodeException;
import everymode.metric.feature.ExtractedFeatures;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureMoments;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.train.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Measures generators against the held-out rows of a data set.
///
/// What depends only on the data (distances among real rows, scores of training rows, scores of a
/// perfect sampler) is measured once, so one evaluation can serve many generators. It may be shared
/// between threads; calls of a feature extractor are serialised. At most 10,000 held-out rows are
/// used, chosen with a fixed random key.
public final class Evaluation {

  /// Reference rows used at most.
  public static final int MAX_ROWS = 10_000;

  private static final int DRAWS = 5;
  private static final int GROUPS = 10;
  private static final RandomKey KEY = new RandomKey(0).fold("metric");
  private static final String NO_DENSITY =
      "samples alone have no density; true-nll is their likelihood under the true one";

  private final Dataset data;
  private final EvaluationSettings options;
  private final MetricGroups groups;
  private final Ceilings usual;
  private final @Nullable Judge judge;

  /// Which metrics are measured, and how.
  ///
  /// @param extractor network whose features are used, or null for none
  /// @param metrics names of metrics, without brackets; empty for the default metrics, `all` for
  ///   all
  /// @param closed whether balls include their boundary, in neighbour metrics
  /// @param samples generated rows per draw; 0 to derive the number from the data
  /// @param statistics moments of real features that replace those of the held-out rows, for the
  ///   Fréchet distance only; null for none
  /// @param rows the real rows that samples are compared with; verdicts on classes always use
  ///   held-out rows, with training rows as controls
  /// @param classes what the classes are that are judged
  /// @param log receives progress messages, one sentence each
  public record EvaluationSettings(
      @Nullable FeatureExtractor extractor,
      Set<String> metrics,
      boolean closed,
      int samples,
      @Nullable FeatureMoments statistics,
      RowPart rows,
      ClassSource classes,
      Consumer<String> log) {

    /// Checks the metric names.
    public EvaluationSettings {
      metrics = Set.copyOf(metrics);
      metrics.stream().filter(name -> !name.equals("all")).forEach(Metric::of);
    }

    /// Settings that compare with held-out rows.
    public EvaluationSettings(
        @Nullable FeatureExtractor extractor,
        Set<String> metrics,
        boolean closed,
        int samples,
        @Nullable FeatureMoments statistics,
        Consumer<String> log) {
      this(
          extractor,
          metrics,
          closed,
          samples,
          statistics,
          RowPart.HELD_OUT,
          ClassSource.LABELS,
          log);
    }

    /// The default metrics, without a feature extractor and without progress messages.
    public static EvaluationSettings defaults() {
      return new EvaluationSettings(null, Set.of(), false, 0, null, _ -> {});
    }

    /// The same settings with a progress log.
    ///
    /// @param said receives progress messages, one sentence each
    public EvaluationSettings withLog(Consumer<String> said) {
      return new EvaluationSettings(
          extractor, metrics, closed, samples, statistics, rows, classes, said);
    }

    /// The same settings with other reference rows.
    public EvaluationSettings withRows(RowPart other) {
      return new EvaluationSettings(
          extractor, metrics, closed, samples, statistics, other, classes, log);
    }

    /// The same settings with other classes.
    public EvaluationSettings withClasses(ClassSource other) {
      return new EvaluationSettings(
          extractor, metrics, closed, samples, statistics, rows, other, log);
    }

    /// The same settings with another feature extractor.
    ///
    /// @param other null for none
    public EvaluationSettings withExtractor(@Nullable FeatureExtractor other) {
      return new EvaluationSettings(
          other, metrics, closed, samples, statistics, rows, classes, log);
    }

    /// How these settings differ from the defaults. Scores with equal texts can be compared in one
    /// table.
    ///
    /// @return such as `through classifier:digits@ab12, metrics coverage`; empty for the defaults
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
      if (rows != RowPart.HELD_OUT) {
        text.add("against " + rows.words() + " rows");
      }
      if (classes != ClassSource.LABELS) {
        text.add(classes == ClassSource.CLUSTERS ? "clusters as classes" : "classes ignored");
      }
      if (statistics != null) {
        text.add(
            String.format(
                Locale.ROOT, "statistics %08x", Arrays.hashCode(statistics.covariance())));
      }
      return String.join(", ", text);
    }

    /// Whether a metric is selected.
    boolean wants(Metric metric) {
      return metrics.isEmpty()
          ? metric.byDefault()
          : metrics.contains("all") || metrics.contains(metric.name());
    }
  }

  /// Prepares a data set for the default metrics.
  ///
  /// @param data with held-out rows
  public Evaluation(Dataset data) {
    this(data, EvaluationSettings.defaults());
  }

  /// Prepares a data set: reads its held-out rows, measures distinct training rows as if they were
  /// generated (as many as a draw has, or all) and, where the true distribution is known, five
  /// draws from it.
  ///
  /// @param data with held-out rows
  /// @throws EverymodeException when the feature extractor does not accept such data, or a
  ///   requested metric is not available for them
  public Evaluation(Dataset data, EvaluationSettings options) {
    this.data = data;
    this.options = options;
    options.log.accept("preparing the reference rows");
    groups = new MetricGroups(data, options);
    judge = groups.judge();
    usual = ceilings(groups.samplesPerDraw());
  }

  /// Checks what can be checked before anything is measured.
  ///
  /// @param data with held-out rows
  /// @throws EverymodeException when the feature extractor does not accept such data, or a
  ///   requested metric is not available for them
  public static void check(Dataset data, EvaluationSettings options) {
    MetricGroups.check(data, options);
  }

  /// What a score is compared with: scores of as many real rows.
  ///
  /// @param training of training rows; none where these are part of the reference
  /// @param perfect of draws from the true distribution; empty if it is unknown
  private record Ceilings(MetricValues training, List<MetricValues> perfect) {}

  /// Like with like: the scores of a number of real rows.
  private Ceilings ceilings(int rows) {
    MetricValues training =
        options.rows == RowPart.HELD_OUT
            ? groups.measure(groups.reference().training(rows))
            : new MetricValues();
    Distribution distribution = data.distribution();
    return new Ceilings(
        training,
        distribution == null ? List.of() : draws(distribution, KEY.fold("floor"), rows, _ -> {}));
  }

  /// How this evaluation differs from the default configuration; see [EvaluationSettings#text()].
  ///
  /// @return empty for the default configuration
  public String asked() {
    return options.text();
  }

  /// Measures a generator once; see [#of(Sampler, RandomKey)].
  ///
  /// @param data with held-out rows
  /// @param generator draws samples in data units
  /// @param key determines the draws
  /// @throws EverymodeException when samples are not finite or do not have the shape of the data
  public static Scores of(Dataset data, Sampler generator, RandomKey key) {
    return new Evaluation(data).of(generator, key);
  }

  /// Measures given samples once; see [#of(Tensor)].
  ///
  /// @param data with held-out rows
  /// @param samples `[n, ...]` in data units
  /// @throws EverymodeException when samples are not finite, do not have the shape of the data, or
  ///   are too few
  public static Scores of(Dataset data, Tensor samples) {
    return new Evaluation(data).of(samples);
  }

  /// Measures a model: its samples, where it draws some, and what depends on the model itself, such
  /// as the likelihood of held-out rows.
  ///
  /// @param model with its current state
  /// @param key determines the draws
  /// @throws EverymodeException when samples are not finite or do not have the shape of the data
  public Scores of(Model model, RandomKey key) {
    Scores sampled =
        model
            .sampler()
            .map(sampler -> of(sampler, key))
            .orElseGet(() -> new Scores(Map.of(), Map.of(), shares()));
    Map<String, Score> all = new LinkedHashMap<>(sampled.all());
    all.putAll(groups.measure(model));
    return new Scores(
        all, sampled.classes(), sampled.shares(), sampled.verdicts(), sampled.notes());
  }

  /// Measures a generator with five independent draws: a score is their mean, and its interval
  /// follows from Student's t distribution.
  ///
  /// @param generator draws samples in data units
  /// @param key determines the draws: draw i uses `key.fold("draw").fold(i)`
  /// @throws EverymodeException when samples are not finite or do not have the shape of the data
  public Scores of(Sampler generator, RandomKey key) {
    long[] seen = new long[judge == null ? 0 : judge.size()];
    int wanted = groups.samplesPerDraw();
    List<MetricValues> draws =
        draws(generator, key.fold("draw"), wanted, rows -> count(seen, rows));
    return scores(
        draws,
        usual,
        new Seen(seen, (long) DRAWS * wanted),
        value -> {
          double[] values = draws.stream().mapToDouble(value).toArray();
          return new Estimate(ConfidenceInterval.mean(values), ConfidenceInterval.ofMean(values));
        });
  }

  /// Measures a fixed set of samples: a score is computed from all rows (for neighbour metrics,
  /// from as many as there are held-out rows), and its interval from leaving out one tenth of them
  /// at a time (jackknife).
  ///
  /// @param samples `[n, ...]` in data units, at least 10; their order has little influence,
  ///   because they are shuffled with a fixed random key
  /// @throws EverymodeException when samples are not finite, do not have the shape of the data, or
  ///   are too few
  public Scores of(Tensor samples) {
    int n = Math.toIntExact(samples.size(0));
    if (n < GROUPS) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "at least %d samples are needed, but there are %d; generate more",
              GROUPS,
              n));
    }
    EvaluatedRows rows = checked(samples).pick(RandomTensors.subset(KEY.fold("samples"), n, n));
    options.log.accept(String.format(Locale.ROOT, "measuring %,d samples", n));
    MetricValues all = groups.measure(rows);
    long[] seen = new long[judge == null ? 0 : judge.size()];
    count(seen, rows);
    List<MetricValues> leftOut = new ArrayList<>();
    for (int g = 0; g < GROUPS; g++) {
      int group = g;
      options.log.accept(
          String.format(Locale.ROOT, "estimating the uncertainty, part %d of %d", g + 1, GROUPS));
      long[] kept = LongStream.range(0, n).filter(i -> i % GROUPS != group).toArray();
      leftOut.add(groups.measure(rows.pick(kept)));
    }
    Scores measured =
        scores(
            List.of(all),
            n == groups.samplesPerDraw() ? usual : ceilings(n),
            new Seen(seen, n),
            value -> {
              double whole = value.applyAsDouble(all);
              double[] parts = leftOut.stream().mapToDouble(value).toArray();
              return new Estimate(whole, ConfidenceInterval.jackknife(whole, parts));
            });
    Map<String, Score> scores = new LinkedHashMap<>(measured.all());
    scores.putAll(DensityMetrics.absent(options, NO_DENSITY));
    return new Scores(
        scores, measured.classes(), measured.shares(), measured.verdicts(), measured.notes());
  }

  private void count(long[] seen, EvaluatedRows rows) {
    if (judge != null) {
      long[] counts = judge.count(rows);
      Arrays.setAll(seen, c -> seen[c] + counts[c]);
    }
  }

  /// Samples that count by class or mode.
  ///
  /// @param counts one for each class or mode
  /// @param samples number of all samples
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seen(long[] counts, long samples) {}

  /// Mean and covariance of the features of samples, or of the samples themselves without a feature
  /// extractor; the Fréchet distance compares these.
  ///
  /// @param generator draws samples in data units
  /// @param key determines the draw
  /// @return the moments of one draw
  public FeatureMoments moments(Sampler generator, RandomKey key) {
    try (var _ = new Scope()) {
      return moments(generator.sample(groups.samplesPerDraw(), key.fold("draw").fold(0)));
    }
  }

  /// Mean and covariance of the features of samples, or of the samples themselves without a feature
  /// extractor.
  ///
  /// @param samples `[n, ...]` in data units, at least 2
  public FeatureMoments moments(Tensor samples) {
    EvaluatedRows sample = checked(samples);
    ExtractedFeatures extracted = sample.extracted();
    return FeatureMoments.of(extracted == null ? sample.space() : extracted.features());
  }

  private record Estimate(double value, ConfidenceInterval interval) {}

  private interface Estimator {
    Estimate of(ToDoubleFunction<MetricValues> value);
  }

  private List<MetricValues> draws(
      Sampler generator, RandomKey key, int wanted, Consumer<EvaluatedRows> also) {
    List<MetricValues> results = new ArrayList<>();
    for (int i = 0; i < DRAWS; i++) {
      options.log.accept(
          String.format(Locale.ROOT, "measuring draw %d of %d, %,d samples", i + 1, DRAWS, wanted));
      EvaluatedRows sample;
      try (var _ = new Scope()) {
        sample = checked(generator.sample(wanted, key.fold(i)));
      }
      if (sample.n() != wanted) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%d samples were requested, but the generator returned %d; return the requested number",
                wanted,
                sample.n()));
      }
      results.add(groups.measure(sample));
      also.accept(sample);
    }
    return results;
  }

  private EvaluatedRows checked(Tensor samples) {
    return EvaluatedRows.of(
        data, Samples.validated(samples, data.domain()), groups.reference().extractor(), false);
  }

  private Scores scores(
      List<MetricValues> draws, Ceilings ceilings, Seen seen, Estimator estimator) {
    MetricValues first = draws.getFirst();
    Map<String, Score> all = new LinkedHashMap<>();
    for (String name : first.values().keySet()) {
      Stream<String> reasons =
          draws.stream().flatMap(d -> Stream.ofNullable(d.reasons().get(name)));
      String reason = reasons.findFirst().orElse(null);
      all.put(name, score(name, first, ceilings, r -> r.value(name), estimator, reason));
    }
    Scores scores = new Scores(all, classes(first, ceilings, estimator), shares());
    Verdicts verdicts =
        judge == null
            ? Verdicts.NONE
            : judge.verdicts(seen.counts, seen.samples, name -> Findings.alike(scores, name));
    return new Findings(groups.reference(), options, groups.fit(), notes()).of(scores, verdicts);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>(groups.notes());
    if (judge != null) {
      notes.addAll(judge.notes());
    }
    return notes;
  }

  private Map<String, Map<String, Score>> classes(
      MetricValues first, Ceilings ceilings, Estimator estimator) {
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    for (String metric : first.classes().keySet()) {
      for (int c = 0; c < data.classes().size(); c++) {
        int label = c;
        String reason =
            Double.isNaN(first.value(metric, c)) ? "there are no rows of this class" : null;
        classes
            .computeIfAbsent(data.classes().get(c), _ -> new LinkedHashMap<>())
            .put(
                metric,
                score(metric, first, ceilings, r -> r.value(metric, label), estimator, reason));
      }
    }
    return classes;
  }

  private Map<String, Double> shares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (long row : data.train().labels()) {
      shares.merge(data.classes().get((int) row), 1.0 / data.train().size(), Double::sum);
    }
    return shares;
  }

  /// Counts of modes and classes are bounded by their number in the data.
  private double maximum(String name) {
    String plain = Metric.plain(name);
    Distribution.GaussianMixture modes = data.modes();
    return switch (plain) {
      case "modes", "fair-modes" ->
          modes == null ? Double.POSITIVE_INFINITY : (double) modes.count();
      case "class-modes", "fair-class-modes", "stacked-modes" -> data.classes().size();
      default -> Metric.of(plain).maximum();
    };
  }

  private Score score(
      String name,
      MetricValues first,
      Ceilings ceilings,
      ToDoubleFunction<MetricValues> value,
      Estimator estimator,
      @Nullable String reason) {
    int n = first.rows().getOrDefault(name, 0);
    if (reason != null) {
      return Score.absent(n, reason);
    }
    Estimate e = estimator.of(value);
    ConfidenceInterval interval = e.interval.within(Metric.of(name).minimum(), maximum(name));
    double ideal =
        ceilings.perfect.isEmpty()
            ? groups.ideal(name, n)
            : ceilings.perfect.stream().mapToDouble(value).average().orElse(Double.NaN);
    double training = value.applyAsDouble(ceilings.training);
    return new Score(e.value, interval.low(), interval.high(), n, training, ideal, null);
  }
}
