package everymode.transport;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// Semi-discrete optimal transport to weighted targets: finds heights of [PowerCells] such that
/// each cell has as much of the source as its target's weight.
///
/// The heights minimise the convex energy `E(h) = E max(⟨x, yᵢ⟩ + hᵢ) − Σ νᵢ hᵢ`, whose gradient is
/// `w − ν`, the masses of the cells less the weights. Masses are counted with points of the source.
/// Inside, targets have the mean 0 and their coordinates a mean square of 1, so that rates need not
/// be fitted to the data.
///
/// *Sources:* Gu, Luo, Sun and Yau, Asian J. Math. 20, 2016; An et al., "AE-OT", ICLR 2020.
public final class SemiDiscreteTransport implements Stateful {

  private static final int LOOK = 1_000; // points
  private static final double RECENT = 1.0 / 16; // share of the newest step in the running error

  private final WeightedTargets targets;
  private final Tensor scaled; // float32 [n, d]
  private final double scale;
  private final double size; // ‖ν‖₂
  private final TransportSource source;
  private final TransportSettings settings;
  private final RandomKey key;
  private final HeightRule.State rule;
  private final Tensor heights; // float64 [n]
  // Sums of the settled heights since the last power of two of the steps, and between the last two
  // of them: their mean is that of the last half to three quarters of all steps.
  private final Tensor newer; // float64 [n]
  private final Tensor older; // float64 [n]
  private long step;
  private int samples;
  private double best = Double.POSITIVE_INFINITY;
  private long bad;
  private double square; // ‖w − ν‖₂², over recent steps

  /// @param targets different ones
  /// @param settings the box is filled as they say
  /// @param key determines all points
  public SemiDiscreteTransport(WeightedTargets targets, TransportSettings settings, RandomKey key) {
    this(targets, settings.source().box(targets.dim()), settings, key);
  }

  /// @param targets different ones
  /// @param source any distribution of as many dimensions
  /// @param key determines all points
  public SemiDiscreteTransport(
      WeightedTargets targets, TransportSource source, TransportSettings settings, RandomKey key) {
    if (settings.boxStart() && !source.box()) {
      throw new EverymodeException("boxStart is for the box; leave it out with another source");
    }
    this.targets = targets;
    this.source = source;
    this.settings = settings;
    this.key = key;
    int n = targets.size();
    try (var _ = new Scope()) {
      Tensor centred = targets.points().sub(targets.points().mean(0));
      double deviation = Math.sqrt(centred.square().mean().item_double());
      scale = deviation > 0 ? 1 / deviation : 1;
      size = targets.weights().norm().item_double();
      scaled = Scope.own(Ops.times(centred, scale).contiguous());
    }
    heights = Scope.owned(() -> settings.boxStart() ? boxStart() : Ops.toDouble(Ops.zeros(n)));
    newer = Scope.owned(() -> Ops.toDouble(Ops.zeros(n)));
    older = Scope.owned(() -> Ops.toDouble(Ops.zeros(n)));
    samples = settings.samples();
    rule = settings.rule().begin(n);
  }

  /// Heights for each coordinate alone, added up: exact in one dimension and on grids.
  ///
  /// In one dimension the cells of sorted targets are intervals whose ends are the sums of the
  /// weights, and at an end two planes are equally high.
  private Tensor boxStart() {
    int n = targets.size();
    int dim = targets.dim();
    double[] weights = Ops.doubles(targets.weights());
    float[] y = Ops.floats(scaled.t().contiguous()); // [d, n]
    double[] start = new double[n];
    for (int c = 0; c < dim; c++) {
      int at = c * n;
      int[] order =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> y[at + i]))
              .mapToInt(i -> i)
              .toArray();
      double end = -0.5;
      double height = 0;
      double[] own = new double[n];
      for (int j = 1; j < n; j++) {
        end += weights[order[j - 1]];
        height -= end * (y[at + order[j]] - y[at + order[j - 1]]);
        own[order[j]] = height;
      }
      double mean = Arrays.stream(own).average().orElse(0);
      Arrays.setAll(start, i -> start[i] + own[i] - mean);
    }
    return Ops.of(start, n);
  }

  /// Counts the points of one step and moves the heights.
  ///
  /// @return the error of the heights before the step, on its own points
  public TransportError step() {
    try (var _ = new Scope()) {
      RandomKey own = key.fold(step);
      PowerCells cells = cells();
      double temperature = rule.temperature(step, new Look(cells, own.fold("look")));
      PowerCells.Masses masses = cells.masses(source.draw(samples, own), temperature);
      Tensor mass = Ops.times(masses.mass(), 1.0 / samples);
      TransportError error = TransportError.of(mass, targets.weights(), samples);
      heights.add_(rule.change(mass, targets.weights(), samples, step));
      heights.sub_(heights.mean());
      step++;
      average();
      adaptSamples(error);
      return error;
    }
  }

  /// Steps since the heights were near their places, and their mean is taken.
  private long settled() {
    return rule.settled() < 0 ? 0 : step - rule.settled();
  }

  /// Adds the new heights to their mean.
  private void average() {
    long settled = settled();
    if (settled > 0) {
      if (Long.bitCount(settled) == 1) {
        older.copy_(newer);
        newer.zero_();
      }
      newer.add_(heights);
    }
  }

  /// Keeps the error of recent steps, and doubles the number of points when it no longer falls.
  private void adaptSamples(TransportError error) {
    long settled = settled();
    if (settled == 0) {
      return;
    }
    boolean same = settings.source() == TransportSource.Fill.SOBOL && source.box();
    double now = same ? error.norm() * error.norm() : error.square();
    square = settled == 1 ? now : square + RECENT * (now - square);
    if (error.norm() <= best) {
      best = error.norm();
      bad = 0;
    } else if (++bad > settings.patience() && samples < settings.mostSamples()) {
      samples = Math.min(settings.mostSamples(), 2 * samples);
      best = Double.POSITIVE_INFINITY;
      bad = 0;
    }
  }

  /// Whether the error of recent steps is within the tolerance, or all steps are done.
  public boolean finished() {
    return step >= settings.steps() || within();
  }

  /// Whether the error of recent steps is within the tolerance.
  public boolean within() {
    double norm = settings.tolerance() * size;
    return settled() >= Math.round(1 / RECENT) && square <= norm * norm;
  }

  private PowerCells cells() {
    return new PowerCells(scaled, Ops.toFloat(heights));
  }

  /// A look at the planes with a few points of the source.
  private final class Look implements HeightRule.Planes {
    private final PowerCells cells;
    private final RandomKey key;

    Look(PowerCells cells, RandomKey key) {
      this.cells = cells;
      this.key = key;
    }

    @Override
    public double gap() {
      if (targets.size() < 2) {
        return 1;
      }
      double[] gaps = Ops.doubles(cells.gaps(source.draw(LOOK, key)));
      Arrays.sort(gaps);
      return Math.max(gaps[LOOK / 2], Float.MIN_NORMAL);
    }

    @Override
    public double deviation() {
      return targets.size() < 2 ? 1 : cells.deviation(source.draw(LOOK, key));
    }
  }

  /// The heights for the targets as they were given: the mean over the last half to three quarters
  /// of the settled steps.
  ///
  /// @return float64 `[n]`, with the mean 0
  public Tensor heights() {
    try (var scope = new Scope()) {
      long settled = settled();
      long from = Math.max(1, Long.highestOneBit(settled) / 2);
      Tensor mean =
          settled == 0 ? heights : Ops.times(newer.add(older), 1.0 / (settled + 1 - from));
      return scope.keep(Ops.times(mean, 1 / scale));
    }
  }

  /// Steps that were made.
  public long steps() {
    return step;
  }

  @Override
  public void state(StateVisitor s) {
    step = s.counter("step", step);
    samples = Math.toIntExact(s.counter("samples", samples));
    bad = s.counter("bad", bad);
    best = s.number("best", best);
    square = s.number("square", square);
    s.tensor("heights", heights);
    s.tensor("newer", newer);
    s.tensor("older", older);
    s.child("rule", rule);
  }
}
