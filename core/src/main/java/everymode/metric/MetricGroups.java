package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.error.UsageException;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.FeatureExtractor;
import everymode.train.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All metric groups selected for one data set.
final class MetricGroups {

  private final Evaluation.EvaluationSettings options;
  private final ReferenceSet reference;
  private final int wanted;
  private final List<MetricGroup> groups = new ArrayList<>();

  MetricGroups(Dataset data, Evaluation.EvaluationSettings options) {
    this.options = options;
    FeatureExtractor features = options.extractor();
    BatchedExtractor extractor = features == null ? null : BatchedExtractor.of(features, data);
    Distribution.GaussianMixture modes = data.modes();
    int rows = data.stacked() ? data.heldOut().size() : ReferenceSet.size(data);
    wanted =
        options.samples() > 0
            ? options.samples()
            : Math.max(rows, modes == null ? 0 : ModeMetrics.wanted(modes));
    reference = ReferenceSet.of(data, extractor, wanted);
    requireAvailable();
    Distribution distribution = data.distribution();
    if (modes != null && distribution != null && any(ModeMetrics.METRICS)) {
      groups.add(new ModeMetrics(modes, distribution, options.wants(Metric.of("wasserstein"))));
    }
    if (any(NeighbourMetrics.METRICS)) {
      groups.add(new NeighbourMetrics(reference, EvaluatedRows::space, "", options.closed()));
    }
    if (any(MemorisationMetrics.METRICS)) {
      groups.add(new MemorisationMetrics(reference));
    }
    if (any(DistanceMetrics.METRICS)) {
      groups.add(new DistanceMetrics(reference));
    }
    addFeatureMetrics(extractor);
    if (any(DensityMetrics.METRICS)) {
      groups.add(new DensityMetrics(data));
    }
    for (MetricProvider provider : ServiceLoader.load(MetricProvider.class)) {
      if (any(provider.metrics())) {
        groups.add(provider.prepare(data, options));
      }
    }
  }

  private void addFeatureMetrics(@Nullable BatchedExtractor extractor) {
    boolean explicit = !options.metrics().isEmpty();
    if (extractor == null) {
      if (explicit && any(FeatureMetrics.METRICS)) {
        groups.add(
            new FeatureMetrics(
                reference, EvaluatedRows::space, "[" + plainSpace() + "]", options.statistics()));
      }
      return;
    }
    String suffix = "[" + extractor.id() + "]";
    if (any(NeighbourMetrics.METRICS)) {
      groups.add(new NeighbourMetrics(reference, ReferenceSet::features, suffix, options.closed()));
    }
    if (any(FeatureMetrics.METRICS)) {
      groups.add(
          new FeatureMetrics(reference, ReferenceSet::features, suffix, options.statistics()));
    }
    if (reference.data().stacked()) {
      if (any(StackedDigitMetrics.METRICS)) {
        groups.add(new StackedDigitMetrics(reference, suffix));
      }
    } else if (!extractor.extractor().classes().isEmpty() && any(ClassMetrics.METRICS)) {
      groups.add(new ClassMetrics(reference, extractor, suffix));
    }
  }

  private String plainSpace() {
    return switch (reference.data().domain()) {
      case Domain.Images _ -> "pixels";
      case Domain.Points _ -> "points";
      case Domain.Table _ -> "columns";
    };
  }

  /// Every metric requested by name must be available.
  private void requireAvailable() {
    for (String name : options.metrics()) {
      if (!name.equals("all")) {
        Metric metric = Metric.of(name);
        if (!available(metric.requires())) {
          throw new UsageException(
              "metric %s is not available for '%s', because it requires %s; leave it out%s"
                  .formatted(
                      name,
                      reference.data().name(),
                      metric.requires().words(),
                      reference.extractor() == null ? " or give --features FILE" : ""));
        }
      }
    }
  }

  private boolean available(Metric.Requirement requirement) {
    BatchedExtractor extractor = reference.extractor();
    boolean classes = extractor != null && !extractor.extractor().classes().isEmpty();
    boolean stacked = reference.data().stacked();
    return switch (requirement) {
      case NOTHING, FEATURES, DENSITY -> true; // whether a model knows its density shows later
      case MODES -> reference.data().modes() != null;
      case IMAGES -> reference.data().domain().image().isPresent();
      case CLASSES -> classes && !stacked;
      case LABELS -> classes && !stacked && reference.heldLabel().length > 0;
      case STACKED -> classes && stacked;
    };
  }

  private boolean any(List<Metric> metrics) {
    return metrics.stream().anyMatch(options::wants);
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
    Set<String> unselected =
        values.values().keySet().stream()
            .filter(name -> !options.wants(Metric.of(name)))
            .collect(Collectors.toSet());
    values.values().keySet().removeAll(unselected);
    return values;
  }

  /// Measures the selected metrics that depend on the model itself.
  Map<String, Score> measure(Model model) {
    Map<String, Score> scores = new LinkedHashMap<>();
    groups.forEach(group -> scores.putAll(group.measure(model, options)));
    scores.keySet().removeIf(name -> !options.wants(Metric.of(name)));
    return scores;
  }

  double ideal(String metric, int n) {
    return groups.stream()
        .mapToDouble(group -> group.ideal(metric, n))
        .filter(Double::isFinite)
        .findFirst()
        .orElse(Double.NaN);
  }
}
