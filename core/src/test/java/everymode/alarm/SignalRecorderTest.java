package everymode.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.nn.Linear;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Action;
import everymode.train.Optimizer;
import everymode.train.Player;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

final class SignalRecorderTest {

  private static final RandomKey KEY = new RandomKey(3);

  @Test
  void samples_of_the_data_cover_as_much_as_training_rows() {
    Dataset grid = Datasets.open("grid");
    SampleSignals signals = new SampleSignals(grid, KEY);
    try (var _ = new Scope()) {
      Tensor drawn = Objects.requireNonNull(grid.distribution()).sample(500, KEY);
      Map<Signal, Double> values = signals.of(drawn).signals();
      assertThat(values.get(Signal.COVERAGE)).isCloseTo(1, within(0.08));
      assertThat(values.get(Signal.PRECISION)).isCloseTo(1, within(0.08));
      assertThat(values.get(Signal.DUPLICATES)).isLessThan(0.05);
      assertThat(values.get(Signal.ENTROPY)).isCloseTo(1, within(0.03));
      assertThat(values.get(Signal.DISTANCE)).isCloseTo(1, within(0.2));
    }
  }

  @Test
  void samples_of_one_mode_cover_a_part_with_little_entropy() {
    Dataset grid = Datasets.open("grid");
    SampleSignals signals = new SampleSignals(grid, KEY);
    try (var _ = new Scope()) {
      double[] mode = Objects.requireNonNull(grid.modes()).mean()[7];
      Tensor at = Ops.toFloat(Ops.of(mode, 1, 2)).expand(500, 2).contiguous();
      SampleSignals.Values values = signals.of(at);
      assertThat(values.signals().get(Signal.COVERAGE)).isLessThan(0.05);
      assertThat(values.covered().cardinality()).isBetween(1, 25);
      assertThat(values.signals().get(Signal.DUPLICATES)).isEqualTo(1);
      assertThat(values.signals().get(Signal.ENTROPY)).isEqualTo(0);
    }
  }

  @Test
  void classes_are_those_of_labels_where_there_are_some() {
    SampleSignals signals = new SampleSignals(Tiny.images(), KEY);
    try (var _ = new Scope()) {
      SampleSignals.Values values = signals.of(Tiny.images().train().all());
      assertThat(values.signals().get(Signal.ENTROPY)).isBetween(0.8, 1.2);
    }
  }

  private static void observe(GradientSignals signals, long step, String name, float... gradient) {
    try (var _ = new Scope()) {
      Player player = new Player(new Linear(1, 1, KEY), new Optimizer.Sgd(0.1, 0), 0);
      var update = new Action.Update(name, player, context -> Ops.zeros(1), 1);
      signals.observe(step, update, new TensorVector(Ops.of(gradient, gradient.length)));
    }
  }

  @Test
  void gradients_of_the_last_steps_are_compared_with_one_another() {
    GradientSignals signals = new GradientSignals();
    signals.next(99);
    observe(signals, 10, "generator", 100, 100);
    for (int step = 92; step < 100; step++) {
      boolean first = step < 96;
      observe(signals, step, "discriminator", 0, 2);
      observe(signals, step, "generator", first ? 3 : 0, first ? 0 : 4);
      observe(signals, step, "generator", 100, 100); // of several updates in a step, the first
    }
    Map<Signal, Double> values = signals.values();
    assertThat(values.get(Signal.DISCRIMINATOR_GRADIENT)).isEqualTo(2);
    assertThat(values.get(Signal.GENERATOR_GRADIENT)).isEqualTo(3.5);
    assertThat(values.get(Signal.ALIGNMENT)).isCloseTo(6 / 7.0, within(1e-9));
    assertThat(values.get(Signal.ROTATION)).isCloseTo(90, within(1e-6));
    signals.next(99);
    assertThat(signals.values()).isNotEmpty();
    signals.next(199);
    assertThat(signals.values()).isEmpty();
  }

  @Test
  void a_game_of_one_player_has_no_signals() {
    GradientSignals signals = new GradientSignals();
    signals.next(15);
    observe(signals, 3, "nats", 1);
    assertThat(signals.values()).isEmpty();
  }

  @Test
  void the_area_counts_pairs_in_order_and_ties_half() {
    assertThat(SignalRecorder.area(new double[] {2, 3}, new double[] {0, 1})).isEqualTo(1);
    assertThat(SignalRecorder.area(new double[] {0, 1}, new double[] {2, 3})).isEqualTo(0);
    assertThat(SignalRecorder.area(new double[] {1, 1}, new double[] {1, 1, 1})).isEqualTo(0.5);
    assertThat(SignalRecorder.area(new double[] {1, 3}, new double[] {1, 2})).isEqualTo(0.625);
    assertThat(SignalRecorder.area(new double[0], new double[] {1})).isNaN();
  }

  @Test
  void checks_are_a_fortieth_of_the_training_apart_but_not_too_close() {
    assertThat(SignalRecorder.interval(40_000, 128)).isEqualTo(1_000);
    assertThat(SignalRecorder.interval(1_000, 128)).isEqualTo(187);
    assertThat(SignalRecorder.interval(1_000, 100_000)).isEqualTo(25);
    assertThat(SignalRecorder.interval(10, 100_000)).isEqualTo(8);
  }
}
