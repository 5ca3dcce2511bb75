package everymode.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.tensor.StateSnapshot;
import everymode.transport.TransportSource.Fill;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class SemiDiscreteTransportTest {

  private static final RandomKey KEY = new RandomKey(21);

  private static TransportSettings settings(
      HeightRule rule, Fill fill, int samples, int most, boolean boxStart) {
    return new TransportSettings(rule, fill, samples, most, 10, boxStart, 0, 1_000);
  }

  private static TransportSettings sinkhorn(int samples, boolean boxStart) {
    return settings(HeightRule.Sinkhorn.defaults(), Fill.UNIFORM, samples, 8 * samples, boxStart);
  }

  private static TransportMap solved(
      WeightedTargets targets, TransportSettings settings, int steps) {
    var solver = new SemiDiscreteTransport(targets, settings, KEY);
    for (int i = 0; i < steps; i++) {
      solver.step();
    }
    return TransportMap.of(targets, solver.heights());
  }

  private static TransportError error(TransportMap map, int points) {
    WeightedTargets targets = map.targets();
    var cells = new MassCentres(targets.size(), targets.dim());
    for (int i = 0; i < 10; i++) {
      Fill fill = Fill.UNIFORM;
      cells.add(map, fill.box(targets.dim()), points / 10, KEY.fold("fresh").fold(i));
    }
    return cells.error(targets);
  }

  /// T2, T3: the box start is exact in one dimension and on grids, so what is left is noise.
  @Test
  void the_box_start_is_exact_in_one_dimension_and_on_a_grid() {
    try (var _ = new Scope()) {
      double[] weights = {0.1, 0.4, 0.2, 0.3};
      Tensor line = Ops.of(new float[] {2f, -1f, 0.5f, 7f}, 4, 1);
      float[] at = {-3f, -0.5f, 0.1f, 4f};
      float[] grid = new float[32];
      for (int i = 0; i < 16; i++) {
        grid[2 * i] = at[i / 4];
        grid[2 * i + 1] = at[i % 4];
      }
      for (WeightedTargets targets :
          List.of(WeightedTargets.of(line, weights), WeightedTargets.of(Ops.of(grid, 16, 2)))) {
        TransportError error = error(solved(targets, sinkhorn(100, true), 0), 400_000);
        assertThat(error.norm()).isLessThan(2 * error.noise());
        assertThat(error(solved(targets, sinkhorn(100, false), 0), 400_000).empty()).isPositive();
      }
    }
  }

  /// T1, T9: cells get their weights, up to the noise of counting.
  @Test
  void the_masses_of_the_cells_become_the_weights() {
    try (var _ = new Scope()) {
      double[] weights = new double[60];
      Arrays.setAll(weights, i -> 1 + i % 5);
      WeightedTargets targets =
          WeightedTargets.of(RandomTensors.normal(KEY.fold("targets"), 60, 3), weights);
      TransportSettings settings = sinkhorn(8_192, false);
      assertThat(error(solved(targets, settings, 0), 100_000).empty()).isPositive();
      TransportError error = error(solved(targets, settings, 350), 400_000);
      assertThat(error.empty()).isZero();
      assertThat(error.norm()).isLessThan(2.5 * error.noise());
    }
  }

  /// Two dense clusters far apart: long borders between them, and cells of very different size.
  @Test
  void clusters_get_their_masses() {
    try (var _ = new Scope()) {
      Tensor left = Ops.times(RandomTensors.normal(KEY.fold("left"), 100, 2), 0.01);
      Tensor right = Ops.plus(Ops.times(RandomTensors.normal(KEY.fold("right"), 50, 2), 0.01), 4);
      WeightedTargets targets = WeightedTargets.of(Ops.cat(left, right));
      TransportMap map = solved(targets, sinkhorn(8_192, false), 400);
      TransportError error = error(map, 1_000_000);
      assertThat(error.empty()).isZero();
      assertThat(error.relative()).isLessThan(0.05);
    }
  }

  /// T7: the squared distance between uniform points on a line and its even points.
  @Test
  void duality_gives_the_squared_distance() {
    try (var _ = new Scope()) {
      int n = 8;
      float[] y = new float[n];
      for (int i = 0; i < n; i++) {
        y[i] = (i + 0.5f) / n + 3; // moved by 3.5 from the source
      }
      WeightedTargets targets = WeightedTargets.of(Ops.of(y, n, 1));
      TransportMap map = solved(targets, sinkhorn(100, true), 0);
      Tensor x = Fill.UNIFORM.box(1).draw(1_000_000, KEY);
      double exact = 1 / (12.0 * n * n) + 3.5 * 3.5; // of each interval, and of the move
      assertThat(map.squaredDistance(x)).isCloseTo(exact, within(4e-3));
      assertThat(map.of(x).sub(x).square().mean().item_double()).isCloseTo(exact, within(4e-3));
    }
  }

  /// T7: transport from as many points as targets, against exact assignment.
  @Test
  void duality_agrees_with_exact_assignment() {
    try (var _ = new Scope()) {
      int n = 1_000;
      Tensor from = Fill.UNIFORM.box(2).draw(n, KEY.fold("from"));
      Tensor to = RandomTensors.normal(KEY.fold("to"), n, 2);
      Tensor cost = Ops.toDouble(Ops.distances(Ops.toDouble(from), Ops.toDouble(to), 2)).square();
      double[][] rows = new double[n][];
      for (int i = 0; i < n; i++) {
        rows[i] = Ops.doubles(cost.select(0, i));
      }
      double exact = LinearAssignment.total(rows, LinearAssignment.solve(rows)) / n;
      // the same points in every step; the last steps are tiny, as ties must be broken
      TransportSource points = TransportSource.of((m, _) -> from.repeat(m / n, 1));
      var settings = settings(new HeightRule.Sinkhorn(0.98, 0.02, 20), Fill.UNIFORM, n, n, false);
      var solver = new SemiDiscreteTransport(WeightedTargets.of(to), points, settings, KEY);
      for (int i = 0; i < 600; i++) {
        solver.step();
      }
      TransportMap map = TransportMap.of(WeightedTargets.of(to), solver.heights());
      assertThat(map.squaredDistance(from)).isCloseTo(exact, within(1e-3 * exact));
    }
  }

  /// T15.
  @Test
  void a_resumed_solution_has_the_same_bytes() {
    try (var _ = new Scope()) {
      WeightedTargets targets =
          WeightedTargets.of(RandomTensors.normal(KEY.fold("targets"), 40, 4));
      for (HeightRule rule :
          List.of(
              new HeightRule.Sinkhorn(0.7, 0.3, 20),
              new HeightRule.Adam(0.05, 0.999, false),
              new HeightRule.Adam(0.05, 0.5, true))) {
        for (Fill fill : Fill.values()) {
          TransportSettings settings =
              new TransportSettings(rule, fill, 500, 2_000, 2, false, 0, 1_000);
          var whole = new SemiDiscreteTransport(targets, settings, KEY);
          var part = new SemiDiscreteTransport(targets, settings, KEY);
          for (int i = 0; i < 20; i++) {
            whole.step();
            if (i < 9) {
              part.step();
            }
          }
          Map<String, Tensor> saved = new LinkedHashMap<>();
          StateSnapshot.of(part).forEach((name, t) -> saved.put(name, t.clone()));
          var resumed = new SemiDiscreteTransport(targets, settings, KEY);
          StateSnapshot.into(resumed, saved);
          for (int i = 9; i < 20; i++) {
            resumed.step();
          }
          assertThat(Ops.doubles(resumed.heights())).isEqualTo(Ops.doubles(whole.heights()));
        }
      }
    }
  }

  /// T9: with the same points in every step heights fit these points.
  @Test
  void the_error_on_the_points_of_the_solver_hides_that_on_fresh_ones() {
    try (var _ = new Scope()) {
      WeightedTargets targets =
          WeightedTargets.of(RandomTensors.normal(KEY.fold("targets"), 200, 8));
      var settings = settings(HeightRule.Adam.defaults(), Fill.SOBOL, 2_000, 2_000, false);
      var solver = new SemiDiscreteTransport(targets, settings, KEY);
      TransportError own = solver.step();
      for (int i = 1; i < 300; i++) {
        own = solver.step();
      }
      TransportError fresh = error(TransportMap.of(targets, solver.heights()), 200_000);
      assertThat(fresh.norm()).isGreaterThan(1.5 * own.norm());
      assertThat(own.norm()).isLessThan(own.noise());
    }
  }

  @Test
  void equal_targets_are_merged_and_weights_add_up() {
    try (var _ = new Scope()) {
      Tensor rows = Ops.of(new float[] {1, 2, 3, 4, 1, 2, 5, 6, 1, -0f, 1, 0}, 6, 2);
      WeightedTargets targets = WeightedTargets.of(rows, new double[] {1, 2, 3, 0, 1, 1});
      assertThat(Ops.floats(targets.points())).containsExactly(1, 2, 3, 4, 1, -0f);
      assertThat(Ops.doubles(targets.weights())).containsExactly(0.5, 0.25, 0.25);
      assertThatThrownBy(() -> WeightedTargets.of(rows, new double[6]))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("no target with a weight above 0");
      assertThatThrownBy(() -> WeightedTargets.of(Ops.full(Double.NaN, 2, 2)))
          .hasMessageContaining("must be finite");
    }
  }

  @Test
  void a_sobol_sequence_has_a_largest_dimension() {
    assertThatThrownBy(() -> Fill.SOBOL.box(21_202))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("at most 21,201 dimensions, but the targets have 21,202");
    try (var _ = new Scope()) {
      assertThat(Ops.floats(Fill.SOBOL.box(21_201).draw(2, KEY))).contains(-0.5f, 0f);
    }
  }

  @Test
  void one_target_gets_everything() {
    try (var _ = new Scope()) {
      WeightedTargets targets = WeightedTargets.of(Ops.full(3, 5, 2));
      assertThat(error(solved(targets, sinkhorn(10, false), 10), 100).norm()).isZero();
    }
  }

  /// T4, T8: translated and scaled targets; monotonicity.
  @Test
  void cells_follow_translation_and_scale_and_their_map_is_monotone() {
    try (var _ = new Scope()) {
      Tensor targets = RandomTensors.normal(KEY.fold("targets"), 30, 2);
      Tensor heights = RandomTensors.normal(KEY.fold("heights"), 30);
      Tensor x = Fill.UNIFORM.box(2).draw(5_000, KEY);
      long[] index = Ops.longs(new PowerCells(targets, heights).highest(x));
      Tensor moved = Ops.plus(Ops.times(targets, 3), 2);
      long[] scaled = Ops.longs(new PowerCells(moved, Ops.times(heights, 3)).highest(x));
      Tensor shift = Ops.of(new float[] {0.5f, -0.25f}, 1, 2);
      Tensor less = heights.sub(targets.mul(shift).sum(1));
      long[] shifted = Ops.longs(new PowerCells(targets, less).highest(x.add(shift)));
      int differ = 0;
      for (int i = 0; i < index.length; i++) {
        differ += (index[i] == shifted[i] ? 0 : 1) + (index[i] == scaled[i] ? 0 : 1);
      }
      assertThat(differ).isLessThanOrEqualTo(5); // points at a border, by rounding
      Tensor image = Ops.rows(targets, Ops.of(index)); // [m, 2]
      Tensor products =
          Ops.rows(image, 0, 2_500)
              .sub(Ops.rows(image, 2_500, 2_500))
              .mul(Ops.rows(x, 0, 2_500).sub(Ops.rows(x, 2_500, 2_500)))
              .sum(1);
      assertThat(products.min().item_float()).isGreaterThanOrEqualTo(-1e-5f);
      assertThat(products.max().item_float()).isPositive();
    }
  }

  /// T5, T6.
  @Test
  void the_energy_is_convex_and_its_gradient_is_the_mass_less_the_weight() {
    try (var _ = new Scope()) {
      Tensor targets = RandomTensors.normal(KEY.fold("targets"), 30, 2);
      Tensor a = RandomTensors.normal(KEY.fold("a"), 30);
      Tensor b = RandomTensors.normal(KEY.fold("b"), 30);
      Tensor x = Fill.UNIFORM.box(2).draw(5_000, KEY);
      double middle = energy(targets, Ops.times(a.add(b), 0.5), x);
      assertThat(middle)
          .isLessThanOrEqualTo((energy(targets, a, x) + energy(targets, b, x)) / 2 + 1e-6);
      assertThat(energy(targets, Ops.plus(a, 2), x)).isCloseTo(energy(targets, a, x), within(1e-5));
      double[] count = Ops.doubles(new PowerCells(targets, a).masses(x, 0).mass());
      assertThat(Arrays.stream(count).sum()).isEqualTo(5_000); // so the gradient sums to 0
      int most = 0;
      for (int i = 0; i < 30; i++) {
        most = count[i] > count[most] ? i : most;
      }
      Tensor up = a.clone();
      up.narrow(0, most, 1).add_(new Scalar(1e-3));
      Tensor down = a.clone();
      down.narrow(0, most, 1).sub_(new Scalar(1e-3));
      double slope = (energy(targets, up, x) - energy(targets, down, x)) / 2e-3;
      assertThat(slope).isCloseTo(count[most] / 5_000.0 - 1 / 30.0, within(2e-3));
      double[] raised = Ops.doubles(new PowerCells(targets, up).masses(x, 0).mass());
      for (int i = 0; i < 30; i++) { // off the diagonal the second derivatives are at most 0
        assertThat(i == most || raised[i] <= count[i]).isTrue();
      }
    }
  }

  private static double energy(Tensor targets, Tensor heights, Tensor x) {
    return new PowerCells(targets, heights).masses(x, 0).potential() / x.size(0)
        - heights.mean().item_double();
  }
}
