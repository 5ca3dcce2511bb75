package everymode.train;

import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class OptimizerTest {

  private static final int STEPS = 20;
  private static final int SIZE = 6;

  /// A reference optimiser of one scalar in plain Java.
  private interface Reference {
    double update(double w, double g);
  }

  private static final class Adam implements Reference {
    private final Optimizer.AdamW o;
    private double m;
    private double v;
    private int t;

    Adam(Optimizer.AdamW o) {
      this.o = o;
    }

    @Override
    public double update(double w, double g) {
      t++;
      m = o.beta1() * m + (1 - o.beta1()) * g;
      v = o.beta2() * v + (1 - o.beta2()) * g * g;
      double first = m / (1 - Math.pow(o.beta1(), t));
      double second = v / (1 - Math.pow(o.beta2(), t));
      return w * (1 - o.learningRate() * o.weightDecay())
          - o.learningRate() * first / (Math.sqrt(second) + o.eps());
    }
  }

  private static Reference reference(Optimizer optimizer) {
    double[] state = new double[1];
    return switch (optimizer) {
      case Optimizer.Adam a ->
          new Adam(new Optimizer.AdamW(a.learningRate(), a.beta1(), a.beta2(), a.eps(), 0));
      case Optimizer.AdamW a -> new Adam(a);
      case Optimizer.Sgd s ->
          (w, g) -> {
            state[0] = s.momentum() * state[0] + g;
            return w - s.learningRate() * state[0];
          };
      case Optimizer.RmsProp r ->
          (w, g) -> {
            state[0] = r.alpha() * state[0] + (1 - r.alpha()) * g * g;
            return w - r.learningRate() * g / (Math.sqrt(state[0]) + r.eps());
          };
    };
  }

  private static final List<Optimizer> ALL =
      List.of(
          new Optimizer.Adam(0.05, 0.5, 0.999, 1e-8),
          new Optimizer.Adam(0.05, 0, 0.9, 1e-2),
          new Optimizer.AdamW(0.05, 0.9, 0.99, 1e-8, 0.3),
          new Optimizer.Sgd(0.05, 0),
          new Optimizer.Sgd(0.05, 0.9),
          new Optimizer.RmsProp(0.01, 0.99, 1e-8),
          new Optimizer.RmsProp(0.01, 0.5, 1e-2));

  /// Three memory layouts of the gradient of a `[2, 3]` parameter.
  private enum Layout {
    DENSE,
    TRANSPOSED,
    EXPANDED;

    Tensor gradient(RandomKey key) {
      return switch (this) {
        case DENSE -> RandomTensors.normal(key, 2, 3);
        case TRANSPOSED -> RandomTensors.normal(key, 3, 2).t();
        case EXPANDED -> RandomTensors.normal(key, 1, 3).expand(2, 3);
      };
    }
  }

  @TestFactory
  Stream<DynamicTest> twenty_steps_match_the_formulas() {
    return ALL.stream()
        .flatMap(optimizer ->
            Stream.of(Layout.values())
                .map(layout ->
                    DynamicTest.dynamicTest(
                        optimizer + ", gradient " + layout, () -> follows(optimizer, layout))));
  }

  private static void follows(Optimizer optimizer, Layout layout) {
    try (var _ = new Scope()) {
      Tensor one = RandomTensors.normal(new RandomKey(1), 2, 3);
      Tensor two = RandomTensors.normal(new RandomKey(2), 1);
      OptimizerState state = optimizer.initialState(List.of(one, two));
      double[] w = new double[SIZE + 1];
      System.arraycopy(Ops.doubles(one), 0, w, 0, SIZE);
      w[SIZE] = Ops.doubles(two)[0];
      Reference[] references = new Reference[SIZE + 1];
      java.util.Arrays.setAll(references, _ -> reference(optimizer));
      for (int step = 0; step < STEPS; step++) {
        Tensor g = layout.gradient(new RandomKey(3).fold(step));
        Tensor h = RandomTensors.normal(new RandomKey(4).fold(step), 1);
        state.applyGradients(new TensorVector(g, h), 0);
        double[] gradient = Ops.doubles(g);
        for (int i = 0; i < SIZE; i++) {
          w[i] = references[i].update(w[i], gradient[i]);
        }
        w[SIZE] = references[SIZE].update(w[SIZE], Ops.doubles(h)[0]);
        near(one, 1e-5, java.util.Arrays.copyOf(w, SIZE));
        near(two, 1e-5, w[SIZE]);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> a_falling_rate_scales_each_update() {
    Decay decay = new Decay.Linear(1, 3, 0);
    return Stream.of(
            new Optimizer.Adam(0.05, 0.5, 0.9, 1e-8, decay),
            new Optimizer.AdamW(0.05, 0.5, 0.9, 1e-8, 0.3, decay),
            new Optimizer.Sgd(0.05, 0.9, decay),
            new Optimizer.RmsProp(0.05, 0.9, 1e-8, decay))
        .map(o -> DynamicTest.dynamicTest(o.toString(), () -> falls(o)));
  }

  /// In step 2 the rate is half of that in step 0, and the update too: the gradient is constant and
  /// the state of all optimisers is the same in both.
  private static void falls(Optimizer optimizer) {
    try (var _ = new Scope()) {
      Tensor w = Ops.full(1, 2);
      Tensor half = Ops.full(1, 2);
      Tensor none = Ops.full(1, 2);
      update(optimizer, w, 0);
      update(optimizer, half, 2);
      update(optimizer, none, 3);
      near(none, 0, 1, 1);
      near(half, 1e-6, mean(w), mean(w));
      assertThat(Ops.doubles(w)[0]).isLessThan(1);
    }
  }

  private static double mean(Tensor w) {
    return (1 + Ops.doubles(w)[0]) / 2;
  }

  private static void update(Optimizer optimizer, Tensor w, long step) {
    optimizer.initialState(List.of(w)).applyGradients(new TensorVector(Ops.full(0.7, 2)), step);
  }

  @TestFactory
  Stream<DynamicTest> saved_moments_resume_bitwise_equal() {
    return ALL.stream().map(o -> DynamicTest.dynamicTest(o.toString(), () -> resumes(o)));
  }

  private static void resumes(Optimizer optimizer) {
    try (var _ = new Scope()) {
      Tensor w = RandomTensors.normal(new RandomKey(1), 2, 3);
      OptimizerState state = optimizer.initialState(List.of(w));
      Tensor copy = Ops.zeros(2, 3);
      OptimizerState fresh = optimizer.initialState(List.of(copy));
      for (int step = 0; step < 10; step++) {
        if (step == 5) {
          copy.copy_(w);
          StateSnapshot.into(fresh, StateSnapshot.of(state));
        }
        TensorVector g = new TensorVector(RandomTensors.normal(new RandomKey(3).fold(step), 2, 3));
        state.applyGradients(g, 0);
        if (step >= 5) {
          fresh.applyGradients(g, 0);
          same(copy, w);
        }
      }
    }
  }

  @Test
  void rejects_values_out_of_range() {
    assertThatThrownBy(() -> Optimizer.Adam.of(0))
        .hasMessage("learningRate must be above 0, but is 0.0");
    assertThatThrownBy(() -> new Optimizer.Sgd(1, 1))
        .hasMessage("momentum must be in [0, 1), but is 1.0");
    assertThatThrownBy(() -> new Optimizer.RmsProp(1, -0.1, 1))
        .hasMessage("alpha must be in [0, 1), but is -0.1");
    assertThatThrownBy(() -> new Optimizer.AdamW(1, 0, 0, 1, -1))
        .hasMessage("weightDecay must be at least 0, but is -1.0");
    assertThatThrownBy(() -> new Optimizer.Adam(Double.NaN, 0, 0, 1))
        .hasMessage("learningRate must be above 0, but is NaN");
  }
}
