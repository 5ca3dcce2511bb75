package everymode.metric;

import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.DENSITY;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.RowPart;
import everymode.data.Rows;
import everymode.metric.Metric.Kind;
import everymode.random.RandomKey;
import everymode.sample.Density;
import everymode.statistics.ConfidenceInterval;
import everymode.tensor.Batches;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.train.Model;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// The likelihood of held-out rows under models that know their density.
record DensityMetrics(Dataset data) implements MetricGroup {

  private static final int MAX_ROWS = 10_000;
  private static final int BLOCK = 1_000;
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("density");
  private static final Kind LIKELIHOOD = Kind.of(LOWER, DENSITY).signed();
  static final List<Metric> METRICS =
      List.of(
          LIKELIHOOD.of(
              "nll", "The negative log-likelihood of held-out rows under the model, in nats."),
          LIKELIHOOD.of(
              "bits-per-dim",
              "The negative log-likelihood of held-out rows under the model, in bits for each number"
                  + " of a row."));

  @Override
  public Map<String, Score> measure(Model model, Evaluation.EvaluationSettings settings) {
    Density density = model.capability(Density.class).orElse(null);
    if (density == null) {
      return absent(settings, "the model does not know its density");
    }
    Map<String, Score> scores = new LinkedHashMap<>();
    Rows rows = settings.rows().of(data);
    double[] held = nats(density, rows, "held-out");
    double[] train =
        settings.rows() == RowPart.HELD_OUT
            ? nats(density, data.train(), "train")
            : new double[] {Double.NaN};
    double bits = 1 / Math.log(2) / Arrays.stream(data.domain().shape()).reduce(1, (a, b) -> a * b);
    double ideal = ideal(rows);
    scores.put("nll", score(held, train, ideal, 1));
    scores.put("bits-per-dim", score(held, train, ideal, bits));
    return scores;
  }

  /// Scores of the requested metrics where there is no density.
  static Map<String, Score> absent(Evaluation.EvaluationSettings settings, String reason) {
    Map<String, Score> scores = new LinkedHashMap<>();
    METRICS.stream()
        .map(Metric::name)
        .filter(settings.metrics()::contains)
        .forEach(name -> scores.put(name, Score.absent(0, reason)));
    return scores;
  }

  private static Score score(double[] held, double[] train, double ideal, double unit) {
    ConfidenceInterval interval = ConfidenceInterval.ofMean(held);
    return new Score(
        ConfidenceInterval.mean(held) * unit,
        interval.low() * unit,
        interval.high() * unit,
        held.length,
        ConfidenceInterval.mean(train) * unit,
        ideal * unit,
        null);
  }

  /// `−ln p(x)` of some rows.
  private double[] nats(Density density, Rows rows, String name) {
    long[] chosen = RandomTensors.subset(KEY.fold(name), rows.size(), MAX_ROWS);
    double[] nats = new double[chosen.length];
    Batches.each(
        chosen.length,
        BLOCK,
        (from, count) -> {
          Tensor x = rows.x(Arrays.copyOfRange(chosen, from, from + count));
          double[] logs = Ops.doubles(density.logProb(data.domain().units(x)));
          Arrays.setAll(logs, i -> -logs[i]);
          System.arraycopy(logs, 0, nats, from, count);
        });
    return nats;
  }

  /// What the true density scores on the rows, where it is known.
  private double ideal(Rows rows) {
    Distribution.GaussianMixture truth = data.modes();
    return truth == null
        ? Double.NaN
        : ConfidenceInterval.mean(nats(x -> logProb(truth, x), rows, "held-out"));
  }

  private static Tensor logProb(Distribution.GaussianMixture truth, Tensor x) {
    double[] values = Ops.doubles(x);
    int dim = truth.mean()[0].length;
    double[] logs = new double[values.length / dim];
    Arrays.setAll(logs, i -> truth.logDensity(Arrays.copyOfRange(values, i * dim, (i + 1) * dim)));
    return Ops.of(logs, logs.length);
  }
}
