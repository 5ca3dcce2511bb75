package everymode.alarm;

import everymode.data.Dataset;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.train.DensityRatio;
import everymode.train.GradientObserver;
import everymode.train.Model;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Takes the signals of a training at its checks.
public final class SignalRecorder {

  private static final int CHECKS = 40; // in a training
  private static final long ROWS_BETWEEN = 24_000; // rows of training between checks, at least

  private final Dataset data;
  private final RandomKey key;
  private final long[] rows; // training rows whose scores are compared with those of samples
  private final GradientSignals gradients = new GradientSignals();
  private @Nullable SampleSignals samples; // made at the first check
  private BitSet covered = new BitSet(); // at the check before

  /// @param data the training data
  /// @param key determines slice and samples, the same at every check
  public SignalRecorder(Dataset data, RandomKey key) {
    this.data = data;
    this.key = key;
    rows = RandomTensors.subset(key.fold("slice"), data.train().size(), SampleSignals.ROWS);
  }

  /// Steps from one check to the next: a fortieth of the training, and so many that checks take a
  /// small share of the time of short trainings, too.
  ///
  /// @param steps of the game; 0 for as many as fit into that time
  /// @param batchSize rows of a batch
  public static long interval(long steps, int batchSize) {
    return Math.max(GradientSignals.WINDOW, Math.max(steps / CHECKS, ROWS_BETWEEN / batchSize));
  }

  /// Sees the gradients of the game.
  public GradientObserver observer() {
    return gradients;
  }

  /// Prepares for the next check.
  ///
  /// @param step the step after which it is made, from 1
  public void next(long step) {
    gradients.next(step - 1);
  }

  /// The signals after a step; empty unless the game has a generator and a discriminator.
  ///
  /// @param step completed steps of the game
  public Optional<Signals> at(long step, Model model) {
    Map<Signal, Double> values = gradients.values();
    Optional<Sampler> sampler = model.sampler();
    if (values.isEmpty() || sampler.isEmpty()) {
      return Optional.empty();
    }
    try (var _ = new Scope()) {
      SampleSignals slice = samples;
      if (slice == null) {
        slice = new SampleSignals(data, key.fold("slice"));
        samples = slice;
      }
      Tensor drawn = sampler.get().sample(SampleSignals.ROWS, key.fold("samples"));
      SampleSignals.Values seen = slice.of(drawn);
      values.putAll(seen.signals());
      values.put(Signal.SEPARATION, separation(model, drawn));
      values.put(Signal.KEPT, kept(seen.covered()));
      covered = seen.covered();
      return Optional.of(new Signals(step, values));
    }
  }

  /// The rows of the slice that are covered, by which the next check is compared with this one.
  public BitSet covered() {
    return (BitSet) covered.clone();
  }

  /// Goes on after a check of a stopped training.
  ///
  /// @param rows as returned by [#covered] then
  public void resume(BitSet rows) {
    covered = (BitSet) rows.clone();
  }

  private double kept(BitSet now) {
    if (covered.isEmpty()) {
      return Double.NaN;
    }
    BitSet both = covered();
    both.and(now);
    BitSet either = covered();
    either.or(now);
    return (double) both.cardinality() / either.cardinality();
  }

  /// The area under the curve of a discriminator that scores single samples.
  private double separation(Model model, Tensor drawn) {
    Optional<DensityRatio> ratio = model.capability(DensityRatio.class);
    if (ratio.isEmpty()) {
      return Double.NaN;
    }
    double[] real = scores(ratio.get(), data.batch(Ops.of(rows)).x());
    double[] made = scores(ratio.get(), data.domain().encode(drawn));
    return area(real, made);
  }

  private static double[] scores(DensityRatio ratio, Tensor x) {
    Tensor scores = Autograd.noGrad(() -> ratio.logit(x));
    return scores.dim() == 2 && scores.size(1) > 1 ? new double[0] : Ops.doubles(scores.view(-1));
  }

  /// The share of pairs whose first value is larger, with equal ones counted half.
  static double area(double[] larger, double[] smaller) {
    if (larger.length == 0 || smaller.length == 0) {
      return Double.NaN;
    }
    double[] sorted = smaller.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (double value : larger) {
      int below = below(sorted, value);
      int upTo = below(sorted, Math.nextUp(value));
      sum += (below + upTo) / 2.0;
    }
    return sum / ((double) larger.length * smaller.length);
  }

  private static int below(double[] sorted, double value) {
    int at = Arrays.binarySearch(sorted, value);
    int place = at >= 0 ? at : -at - 1;
    while (place > 0 && sorted[place - 1] == value) {
      place--;
    }
    return place;
  }
}
