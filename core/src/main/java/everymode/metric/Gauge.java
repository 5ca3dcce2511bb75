package everymode.metric;

import everymode.chance.Chance;
import everymode.data.Dataset;
import everymode.data.Law;
import everymode.tensor.Device;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Reads all metrics of a data set off generated rows; what only depends on the data is measured
/// once. Holds no native memory; threads may share it.
final class Gauge {

  private static final int MOST = 10_000;
  private static final int LEAST_DRAW = 2_500;
  private static final double ROWS_OF_RAREST_MODE = 100;
  private static final Chance CHANCE = new Chance(0).at("metric");

  private final Law.@Nullable Modes modes;
  private final @Nullable Earth earth;
  private final int held;
  private final @Nullable Support support;
  private final long @Nullable [] label;
  private final int classes;

  Gauge(Dataset data) {
    modes = data.modes();
    earth = modes == null || data.law() == null ? null : new Earth(data.law());
    held = Math.min(MOST, data.heldOut().size());
    classes = data.classes().size();
    try (var _ = new Scope()) {
      Tensor rows = rows(some(data.heldOut().size(), held, CHANCE.at("held-out")));
      Tensor x = data.domain().units(data.heldOut().x(rows));
      support = held > Support.WIDE ? new Support(Cloud.of(x)) : null;
      Tensor all = data.heldOut().label();
      label = all == null ? null : Ops.longs(Ops.rows(all, rows));
    }
  }

  /// Generated rows that a draw should have: as many as held-out rows, and where modes are known
  /// enough for a hundred of the rarest.
  int wanted() {
    return Math.max(held, forModes());
  }

  /// Held-out rows that are compared with.
  int held() {
    return held;
  }

  private int forModes() {
    if (modes == null) {
      return 0;
    }
    double rarest = Arrays.stream(modes.share()).min().orElse(1);
    return Math.max(LEAST_DRAW, (int) Math.ceil(ROWS_OF_RAREST_MODE / rarest));
  }

  /// Reads all metrics: those of modes see all rows, those of neighbours the first ones, at most as
  /// many as there are held-out rows.
  ///
  /// @param samples `[n, ...]` in data units, in random order
  Reading read(Cloud samples) {
    var reading =
        new Reading(new LinkedHashMap<>(), new HashMap<>(), new HashMap<>(), new double[classes]);
    readModes(samples, reading);
    readNeighbours(first(samples, held), reading);
    return reading;
  }

  private void readModes(Cloud samples, Reading reading) {
    Law.Modes law = modes;
    if (law == null || earth == null) {
      return;
    }
    Hits hits = Hits.of(samples, law);
    Map<String, Double> values = reading.values();
    values.put("modes", hits.modes());
    values.put("fair-modes", hits.fairModes(law.share()));
    values.put("high-quality", hits.highQuality());
    values.put("kl", hits.kl(law.share()));
    values.put("nll", hits.nll());
    values.put("w1", earth.to(samples));
    values.keySet().forEach(name -> reading.rows().put(name, samples.n()));
    if (hits.highQuality() == 0) {
      reading.why().put("kl", "no sample lies within three standard deviations of a mode");
    }
  }

  private void readNeighbours(Cloud samples, Reading reading) {
    Support.Result result = support == null ? Support.Result.none() : support.of(samples);
    reading.values().put("coverage", result.coverage());
    reading.values().put("density", result.density());
    reading.values().put("precision", result.precision());
    reading.values().put("recall", result.recall());
    for (String name : new String[] {"coverage", "density", "precision", "recall"}) {
      reading.rows().put(name, samples.n());
      if (support == null) {
        reading.why().put(name, needs("held-out", Support.WIDE, held));
      }
    }
    if (support != null && Double.isNaN(result.recall())) {
      reading.why().put("recall", needs("generated", Support.NARROW, samples.n()));
    }
    byClass(result.covered(), reading.coverage());
  }

  private static String needs(String what, int more, int found) {
    return "more than %d %s rows are needed, but there are %d".formatted(more, what, found);
  }

  private void byClass(boolean[] covered, double[] coverage) {
    int[] count = new int[classes];
    for (int i = 0; label != null && i < covered.length; i++) {
      int of = (int) label[i];
      count[of]++;
      coverage[of] += covered[i] ? 1 : 0;
    }
    for (int c = 0; c < classes; c++) {
      coverage[c] = count[c] == 0 ? Double.NaN : coverage[c] / count[c];
    }
  }

  /// Different rows in random order.
  static long[] some(int of, int n, Chance chance) {
    return Arrays.copyOf(Draws.permutation(chance, of), Math.min(n, of));
  }

  /// Row numbers where the data are, on the processor.
  static Tensor rows(long[] numbers) {
    return Device.CPU.bring(Ops.of(numbers));
  }

  private static Cloud first(Cloud cloud, int n) {
    return n >= cloud.n()
        ? cloud
        : new Cloud(n, cloud.dim(), Arrays.copyOf(cloud.values(), n * cloud.dim()));
  }
}
