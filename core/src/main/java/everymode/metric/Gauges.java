package everymode.metric;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Law;
import everymode.error.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All that is measured on one data set, as it was asked for.
final class Gauges {

  private final Evaluation.Options options;
  private final Truth truth;
  private final int wanted;
  private final List<Gauge> gauges = new ArrayList<>();

  Gauges(Dataset data, Evaluation.Options options) {
    this.options = options;
    Judge judge = options.judge();
    Eye eye = judge == null ? null : Eye.of(judge, data);
    Law.Modes modes = data.modes();
    int rows = data.stacked() ? data.heldOut().size() : Truth.size(data);
    wanted =
        options.samples() > 0
            ? options.samples()
            : Math.max(rows, modes == null ? 0 : ModeGauge.wanted(modes));
    truth = Truth.of(data, eye, wanted);
    refuse();
    Law law = data.law();
    if (modes != null && law != null && any(ModeGauge.METRICS)) {
      gauges.add(new ModeGauge(modes, law, options.wants(Metric.of("w1"))));
    }
    if (any(NeighbourGauge.METRICS)) {
      gauges.add(new NeighbourGauge(truth, Sample::space, "", options.closed()));
    }
    if (any(MemoryGauge.METRICS)) {
      gauges.add(new MemoryGauge(truth));
    }
    if (any(DistanceGauge.METRICS)) {
      gauges.add(new DistanceGauge(truth));
    }
    look(eye);
  }

  private void look(@Nullable Eye eye) {
    boolean explicit = !options.metrics().isEmpty();
    if (eye == null) {
      if (explicit && any(FeatureGauge.METRICS)) {
        gauges.add(
            new FeatureGauge(truth, Sample::space, "[" + plainSpace() + "]", options.statistics()));
      }
      return;
    }
    String behind = "[" + eye.id() + "]";
    if (any(NeighbourGauge.METRICS)) {
      gauges.add(new NeighbourGauge(truth, Truth::features, behind, options.closed()));
    }
    if (any(FeatureGauge.METRICS)) {
      gauges.add(new FeatureGauge(truth, Truth::features, behind, options.statistics()));
    }
    if (truth.data().stacked()) {
      if (any(StackGauge.METRICS)) {
        gauges.add(new StackGauge(truth, behind));
      }
    } else if (!eye.judge().classes().isEmpty() && any(ClassGauge.METRICS)) {
      gauges.add(new ClassGauge(truth, eye, behind));
    }
  }

  private String plainSpace() {
    return switch (truth.data().domain()) {
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
        if (!possible(metric.needs())) {
          throw new UsageException(
              "metric %s needs %s, but '%s' has none; leave it out%s"
                  .formatted(
                      name,
                      metric.needs().words(),
                      truth.data().name(),
                      truth.eye() == null ? " or give --judge FILE" : ""));
        }
      }
    }
  }

  private boolean possible(Metric.Need need) {
    Eye eye = truth.eye();
    boolean classes = eye != null && !eye.judge().classes().isEmpty();
    boolean stacked = truth.data().stacked();
    return switch (need) {
      case NOTHING, FEATURES -> true;
      case MODES -> truth.data().modes() != null;
      case IMAGES -> truth.data().domain() instanceof Domain.Images;
      case CLASSES -> classes && !stacked;
      case LABELS -> classes && !stacked && truth.heldLabel().length > 0;
      case STACKED -> classes && stacked;
    };
  }

  private boolean any(List<Metric> metrics) {
    return metrics.stream().anyMatch(options::wants);
  }

  Truth truth() {
    return truth;
  }

  /// Generated rows that a draw should have.
  int wanted() {
    return wanted;
  }

  /// Reads what is wanted of generated rows.
  Reading read(Sample sample) {
    var reading = new Reading();
    gauges.forEach(gauge -> gauge.read(sample, reading));
    Set<String> others =
        reading.values().keySet().stream()
            .filter(name -> !options.wants(Metric.of(name)))
            .collect(Collectors.toSet());
    reading.values().keySet().removeAll(others);
    return reading;
  }

  double floor(String metric, int n) {
    return gauges.stream()
        .mapToDouble(gauge -> gauge.floor(metric, n))
        .filter(Double::isFinite)
        .findFirst()
        .orElse(Double.NaN);
  }
}
