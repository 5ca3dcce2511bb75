package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.data.TrainingHalves;
import everymode.error.UsageException;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureMoments;
import everymode.neighbour.PointSet;
import everymode.platform.Services;
import everymode.train.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// All metric groups selected for one data set.
final class MetricGroups {

  private static final int CONTROL_DRAWS = 5; // as many as draws of a generator

  private final Evaluation.EvaluationSettings options;
  private final Fit fit;
  private final ReferenceSet reference;
  private final int wanted;
  private final List<MetricGroup> groups = new ArrayList<>();

  MetricGroups(Dataset data, Evaluation.EvaluationSettings options) {
    this.options = options;
    check(data, options);
    fit = Fit.of(options.extractor(), data);
    FeatureExtractor features = options.extractor();
    BatchedExtractor extractor = features == null ? null : BatchedExtractor.of(features, data);
    Distribution.GaussianMixture modes = data.modes();
    int held = options.rows().of(data).size();
    int rows = data.stacked() ? held : Math.min(Evaluation.MAX_ROWS, held);
    wanted =
        options.samples() > 0
            ? options.samples()
            : IntStream.of(
                    rows,
                    modes == null ? 0 : ModeMetrics.wanted(modes),
                    data.domain().grid().isPresent() ? LevelMetrics.wanted() : 0)
                .max()
                .orElseThrow();
    reference = ReferenceSet.of(data, extractor, options, wanted);
    Distribution distribution = data.distribution();
    if (modes != null && distribution != null) {
      boolean wasserstein = options.wants(Metric.of("wasserstein"));
      boolean centre = options.metrics().contains("centre");
      add(ModeMetrics.METRICS, () -> new ModeMetrics(modes, distribution, centre, wasserstein));
    }
    addNeighbours(EvaluatedRows::space, "");
    add(MemorisationMetrics.METRICS, () -> new MemorisationMetrics(reference, this::wanted));
    add(DistanceMetrics.METRICS, () -> new DistanceMetrics(reference));
    addFeatureMetrics(extractor);
    add(DensityMetrics.METRICS, () -> new DensityMetrics(data));
    data.domain()
        .grid()
        .ifPresent(grid -> add(LevelMetrics.METRICS, () -> new LevelMetrics(data, grid)));
    for (var found : Services.of(MetricProvider.class)) {
      MetricProvider provider = found.get();
      add(provider.metrics(), () -> provider.prepare(data, options));
    }
  }

  /// Adds a group if one of its metrics is selected.
  private void add(List<Metric> metrics, Supplier<MetricGroup> group) {
    if (metrics.stream().anyMatch(options::wants)) {
      groups.add(group.get());
    }
  }

  private void addNeighbours(Function<EvaluatedRows, PointSet> space, String suffix) {
    boolean rare = !suffix.isEmpty() && wanted("rare-coverage"); // made of the coverage of classes
    if (rare || NeighbourMetrics.METRICS.stream().anyMatch(options::wants)) {
      groups.add(
          new NeighbourMetrics(
              reference,
              space,
              suffix,
              options.closed(),
              name -> wanted(name) || (rare && name.equals("coverage"))));
    }
  }

  private void addFeatures(Function<EvaluatedRows, PointSet> space, String suffix) {
    FeatureMoments statistics = options.statistics();
    add(FeatureMetrics.METRICS, () -> new FeatureMetrics(reference, space, suffix, statistics));
  }

  private void addFeatureMetrics(@Nullable BatchedExtractor extractor) {
    if (extractor == null) {
      if (!options.metrics().isEmpty()) {
        addFeatures(EvaluatedRows::space, "[" + plainSpace() + "]");
      }
      return;
    }
    String suffix = "[" + extractor.id() + "]";
    addNeighbours(ReferenceSet::features, suffix);
    addFeatures(ReferenceSet::features, suffix);
    if (reference.data().stacked()) {
      add(StackedDigitMetrics.METRICS, () -> new StackedDigitMetrics(reference, suffix));
    } else if (!extractor.extractor().classes().isEmpty()) {
      add(ClassMetrics.METRICS, () -> new ClassMetrics(reference, extractor, suffix, this::wanted));
    }
  }

  private String plainSpace() {
    return switch (reference.data().domain()) {
      case Domain.Images _ -> "pixels";
      case Domain.Points _ -> "points";
      case Domain.Table _ -> "columns";
      case Domain.Grid _ -> "tiles";
    };
  }

  /// The feature extractor must accept the data, and every metric requested by name be available.
  static void check(Dataset data, Evaluation.EvaluationSettings options) {
    FeatureExtractor features = options.extractor();
    BatchedExtractor _ = features == null ? null : BatchedExtractor.of(features, data);
    for (String name : options.metrics()) {
      if (!name.equals("all")) {
        Metric metric = Metric.of(name);
        if (!available(metric.requires(), data, options)) {
          throw new UsageException(
              String.format(
                  Locale.ROOT,
                  "metric %s is not available for '%s', because it requires %s; leave it out%s",
                  name,
                  data.name(),
                  metric.requires().words(),
                  features == null ? " or give --features FILE" : ""));
        }
      }
    }
  }

  private static boolean available(
      Metric.Requirement requirement, Dataset data, Evaluation.EvaluationSettings options) {
    FeatureExtractor features = options.extractor();
    boolean classes = features != null && !features.classes().isEmpty();
    return switch (requirement) {
      case NOTHING, FEATURES, DENSITY -> true; // whether a model knows its density shows later
      case MODES -> data.modes() != null;
      case IMAGES -> data.domain().image().isPresent();
      case CLASSES -> classes && !data.stacked();
      case LABELS ->
          classes
              && !data.stacked()
              && options.classes() != ClassSource.CLUSTERS
              && !data.classes().isEmpty();
      case STACKED -> classes && data.stacked();
      case LEVELS -> data.domain().grid().isPresent();
      case RULE -> data.domain().grid().filter(grid -> grid.rules().known()).isPresent();
    };
  }

  ReferenceSet reference() {
    return reference;
  }

  /// Generated rows per draw.
  int samplesPerDraw() {
    return wanted;
  }

  /// Measures the selected metrics of generated rows.
  MetricValues measure(EvaluatedRows sample) {
    var values = new MetricValues();
    groups.forEach(group -> group.measure(sample, values));
    values.values().keySet().removeIf(name -> !options.wants(Metric.of(name)));
    return values;
  }

  /// Measures the selected metrics that depend on the model itself.
  Map<String, Score> measure(Model model) {
    Map<String, Score> scores = new LinkedHashMap<>();
    groups.forEach(group -> scores.putAll(group.measure(model, options)));
    scores.keySet().removeIf(name -> !options.wants(Metric.of(name)));
    return scores;
  }

  /// Which training rows the network was fitted on.
  Fit fit() {
    return fit;
  }

  /// What a reader of the scores must know.
  List<String> notes() {
    return groups.stream().flatMap(group -> group.notes().stream()).distinct().toList();
  }

  /// Judges clusters if they stand for classes, else modes where they are known, else classes where
  /// there are labels; null if none is selected.
  @Nullable Judge judge() {
    Dataset data = reference.data();
    Distribution.GaussianMixture modes = data.modes();
    boolean clusters = options.classes() == ClassSource.CLUSTERS;
    if (options.classes() == ClassSource.IGNORE) {
      return null;
    }
    if (modes != null && !clusters) {
      boolean selected = List.of("modes", "fair-modes").stream().anyMatch(this::wanted);
      return selected ? new ModeJudge(modes, CONTROL_DRAWS * ModeMetrics.wanted(modes)) : null;
    }
    boolean labelled = reference.heldLabel().length > 0 && data.classes().size() > 1;
    boolean selected = wanted("coverage") || wanted("rare-coverage");
    if (!labelled || data.stacked() || !selected) {
      return null;
    }
    // Rows that a network was fitted on cannot be controls in its features.
    BatchedExtractor extractor = fit == Fit.ALL ? null : reference.extractor();
    long[] candidates =
        fit == Fit.HALF
            ? TrainingHalves.unseen(data)
            : LongStream.range(0, data.train().size()).toArray();
    String space = extractor == null ? plainSpace() : extractor.id();
    Verdicts.Kind kind = clusters ? Verdicts.Kind.CLUSTERS : Verdicts.Kind.CLASSES;
    return new ClassJudge(data, extractor, candidates, kind, space, options.log());
  }

  private boolean wanted(String metric) {
    return options.wants(Metric.of(metric));
  }

  double ideal(String metric, int n) {
    return groups.stream()
        .mapToDouble(group -> group.ideal(metric, n))
        .filter(Double::isFinite)
        .findFirst()
        .orElse(Double.NaN);
  }
}
