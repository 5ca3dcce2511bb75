package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.Domain;
import everymode.error.UsageException;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.FeatureExtractor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All that is measured on one data set, as it was asked for.
final class MetricGroups {

  private final Evaluation.EvaluationSettings options;
  private final ReferenceSet reference;
  private final int wanted;
  private final List<MetricGroup> gauges = new ArrayList<>();

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
    refuse();
    Distribution distribution = data.distribution();
    if (modes != null && distribution != null && any(ModeMetrics.METRICS)) {
      gauges.add(new ModeMetrics(modes, distribution, options.wants(Metric.of("wasserstein"))));
    }
    if (any(NeighbourMetrics.METRICS)) {
      gauges.add(new NeighbourMetrics(reference, EvaluatedRows::space, "", options.closed()));
    }
    if (any(MemorisationMetrics.METRICS)) {
      gauges.add(new MemorisationMetrics(reference));
    }
    if (any(DistanceMetrics.METRICS)) {
      gauges.add(new DistanceMetrics(reference));
    }
    look(extractor);
  }

  private void look(@Nullable BatchedExtractor extractor) {
    boolean explicit = !options.metrics().isEmpty();
    if (extractor == null) {
      if (explicit && any(FeatureMetrics.METRICS)) {
        gauges.add(
            new FeatureMetrics(
                reference, EvaluatedRows::space, "[" + plainSpace() + "]", options.statistics()));
      }
      return;
    }
    String behind = "[" + extractor.id() + "]";
    if (any(NeighbourMetrics.METRICS)) {
      gauges.add(new NeighbourMetrics(reference, ReferenceSet::features, behind, options.closed()));
    }
    if (any(FeatureMetrics.METRICS)) {
      gauges.add(
          new FeatureMetrics(reference, ReferenceSet::features, behind, options.statistics()));
    }
    if (reference.data().stacked()) {
      if (any(StackedDigitMetrics.METRICS)) {
        gauges.add(new StackedDigitMetrics(reference, behind));
      }
    } else if (!extractor.extractor().classes().isEmpty() && any(ClassMetrics.METRICS)) {
      gauges.add(new ClassMetrics(reference, extractor, behind));
    }
  }

  private String plainSpace() {
    return switch (reference.data().domain()) {
      case Domain.Images _ -> "pixels";
      case Domain.Points _ -> "points";
      case Domain.Table _ -> "columns";
    };
  }

  /// A metric that is asked for by name must be possible.
  private void refuse() {
    for (String name : options.metrics()) {
      if (!name.equals("all")) {
        Metric metric = Metric.of(name);
        if (!possible(metric.requires())) {
          throw new UsageException(
              "metric %s needs %s, but '%s' has none; leave it out%s"
                  .formatted(
                      name,
                      metric.requires().words(),
                      reference.data().name(),
                      reference.extractor() == null ? " or give --features FILE" : ""));
        }
      }
    }
  }

  private boolean possible(Metric.Requirement need) {
    BatchedExtractor extractor = reference.extractor();
    boolean classes = extractor != null && !extractor.extractor().classes().isEmpty();
    boolean stacked = reference.data().stacked();
    return switch (need) {
      case NOTHING, FEATURES -> true;
      case MODES -> reference.data().modes() != null;
      case IMAGES -> reference.data().domain() instanceof Domain.Images;
      case CLASSES -> classes && !stacked;
      case LABELS -> classes && !stacked && reference.heldLabel().length > 0;
      case STACKED -> classes && stacked;
    };
  }

  private boolean any(List<Metric> metrics) {
    return metrics.stream().anyMatch(options::wants);
  }

  ReferenceSet truth() {
    return reference;
  }

  /// Generated rows that a draw should have.
  int wanted() {
    return wanted;
  }

  /// Reads what is wanted of generated rows.
  MetricValues measure(EvaluatedRows sample) {
    var reading = new MetricValues();
    gauges.forEach(gauge -> gauge.measure(sample, reading));
    Set<String> others =
        reading.values().keySet().stream()
            .filter(name -> !options.wants(Metric.of(name)))
            .collect(Collectors.toSet());
    reading.values().keySet().removeAll(others);
    return reading;
  }

  double ideal(String metric, int n) {
    return gauges.stream()
        .mapToDouble(gauge -> gauge.ideal(metric, n))
        .filter(Double::isFinite)
        .findFirst()
        .orElse(Double.NaN);
  }
}
