package everymode.alarm;

import everymode.tensor.Ops;
import everymode.train.Action;
import everymode.train.GradientObserver;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/// Gradients of both players in the last steps before a check.
///
/// The generator's and the discriminator's updates are those whose names say so; of several, the
/// first of each step.
final class GradientSignals implements GradientObserver {

  /// Steps before a check whose gradients count.
  static final int WINDOW = 8;

  private final Player generator = new Player(true);
  private final Player discriminator = new Player(false);
  private long check = -1;

  /// Sets the next check, and when it is another one than before, forgets all gradients.
  ///
  /// @param step the step after which signals are taken, from 0
  void next(long step) {
    if (step != check) {
      generator.clear();
      discriminator.clear();
      check = step;
    }
  }

  @Override
  public void observe(long step, Action.Update update, TensorVector gradients) {
    long from = check - WINDOW + 1;
    if (step >= from && step <= check) {
      if (update.name().startsWith("generator")) {
        generator.see(step, step - from, gradients);
      } else if (update.name().startsWith("discriminator")) {
        discriminator.see(step, step - from, gradients);
      }
    }
  }

  /// The signals; empty where no game of two players was seen.
  Map<Signal, Double> values() {
    Map<Signal, Double> values = new EnumMap<>(Signal.class);
    if (generator.count > 0 && discriminator.count > 0) {
      values.put(Signal.GENERATOR_GRADIENT, generator.norms / generator.count);
      values.put(Signal.DISCRIMINATOR_GRADIENT, discriminator.norms / discriminator.count);
      values.put(Signal.ALIGNMENT, generator.cosines / generator.pairs);
      values.put(Signal.ROTATION, generator.rotation());
    }
    return values;
  }

  /// The gradients of a player, of which only sums are kept.
  private static final class Player {

    private final boolean directed; // whether directions matter beside norms
    private final float[][] halves = new float[2][];
    private float @Nullable [] last;
    private long lastStep = -1;
    private double lastNorm;
    private int count;
    private int pairs;
    private double norms;
    private double cosines;

    Player(boolean directed) {
      this.directed = directed;
    }

    void clear() {
      halves[0] = new float[0];
      halves[1] = new float[0];
      last = null;
      count = 0;
      pairs = 0;
      norms = 0;
      cosines = 0;
    }

    void see(long step, long index, TensorVector gradients) {
      if (step == lastStep && count > 0) {
        return;
      }
      lastStep = step;
      count++;
      float[] flat = flat(gradients);
      double norm = Math.sqrt(dot(flat, flat));
      norms += norm;
      if (directed) {
        compare(flat, norm, index);
      }
    }

    private void compare(float[] flat, double norm, long index) {
      float[] before = last;
      if (before != null && before.length == flat.length) {
        cosines += cosine(dot(flat, before), norm, lastNorm);
        pairs++;
      }
      int half = index < WINDOW / 2 ? 0 : 1;
      halves[half] = sum(halves[half], flat);
      last = flat;
      lastNorm = norm;
    }

    double rotation() {
      if (halves[0].length == 0 || halves[1].length != halves[0].length) {
        return Double.NaN;
      }
      double first = Math.sqrt(dot(halves[0], halves[0]));
      double second = Math.sqrt(dot(halves[1], halves[1]));
      return Math.toDegrees(Math.acos(cosine(dot(halves[0], halves[1]), first, second)));
    }

    private static float[] flat(TensorVector gradients) {
      Tensor[] parts = new Tensor[(int) gradients.size()];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = gradients.get(i).detach().reshape(-1);
      }
      return Ops.floats(Ops.cat(parts));
    }

    private static float[] sum(float[] sum, float[] more) {
      if (sum.length != more.length) {
        return more.clone();
      }
      for (int i = 0; i < sum.length; i++) {
        sum[i] += more[i];
      }
      return sum;
    }

    private static double dot(float[] x, float[] y) {
      double sum = 0;
      for (int i = 0; i < x.length; i++) {
        sum += (double) x[i] * y[i];
      }
      return sum;
    }

    private static double cosine(double product, double first, double second) {
      double norms = first * second;
      return norms == 0 ? 1 : Math.clamp(product / norms, -1, 1);
    }
  }
}
