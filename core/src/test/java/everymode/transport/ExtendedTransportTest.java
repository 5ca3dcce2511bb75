package everymode.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import everymode.transport.Extension.Edges;
import everymode.transport.Extension.Form;
import everymode.transport.TransportSource.Fill;
import java.util.Arrays;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExtendedTransportTest {

  private static final RandomKey KEY = new RandomKey(7);
  private static final TransportSource BOX = Fill.UNIFORM.box(2);
  private static final double APART = 6;

  /// Forty targets about (0, 0) and forty about (6, 6), solved.
  private static TransportMap clusters() {
    Tensor left = Ops.times(RandomTensors.normal(KEY.fold("left"), 40, 2), 0.1);
    Tensor right = Ops.plus(Ops.times(RandomTensors.normal(KEY.fold("right"), 40, 2), 0.1), APART);
    WeightedTargets targets = WeightedTargets.of(Ops.cat(left, right));
    var solver = new SemiDiscreteTransport(targets, TransportSettings.defaults(), KEY);
    while (!solver.finished()) {
      solver.step();
    }
    return TransportMap.of(targets, solver.heights());
  }

  private static Tensor centres(TransportMap map) {
    var centres = new MassCentres(map.targets().size(), map.targets().dim());
    centres.add(map, BOX, 20_000, KEY.fold("centres"));
    return centres.centres(map.targets());
  }

  private static ExtendedTransport extended(TransportMap map, Form form, double threshold) {
    var extension =
        new Extension(form, 0, new Extension.Threshold.Angle(threshold), 0, Edges.REJECT);
    return extended(map, BOX, centres(map), extension);
  }

  private static ExtendedTransport extended(
      TransportMap map, TransportSource source, Tensor centres, Extension extension) {
    Tensor nearest = map.nearest(extension.nearest(), 0, map.targets().size());
    Tensor limits = extension.threshold().limits(map, nearest, source, KEY);
    return new ExtendedTransport(map, source, centres, extension, limits, nearest, KEY);
  }

  private static long between(Tensor samples) {
    double[] x = Ops.doubles(samples.select(1, 0));
    return Arrays.stream(x).filter(v -> v > 1 && v < APART - 1).count();
  }

  /// T12: a threshold between the angles within the clusters and that between them.
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void nothing_is_sampled_between_clusters_below_the_threshold_and_something_above(Form form) {
    try (var _ = new Scope()) {
      TransportMap map = clusters();
      assertThat(between(extended(map, form, 0.5).sample(5_000, KEY))).isZero();
      assertThat(between(extended(map, form, Math.PI).sample(5_000, KEY))).isPositive();
    }
  }

  /// T12: rejection of everything ends in an error.
  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void a_threshold_of_zero_is_an_error(Form form) {
    try (var _ = new Scope()) {
      TransportMap map = clusters();
      assertThatThrownBy(() -> extended(map, form, 0).sample(10, KEY))
          .isInstanceOf(EverymodeException.class)
          .hasMessageContaining("rejected")
          .hasMessageContaining("raise the threshold");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PAIRS", "BARYCENTRIC"})
  void with_kept_edges_each_target_keeps_its_share(Form form) {
    try (var _ = new Scope()) {
      double kept = atOtherTargets(form, Edges.KEEP);
      assertThat(kept).isLessThan(0.06);
      assertThat(atOtherTargets(form, Edges.REJECT)).isGreaterThan(2 * kept);
    }
  }

  /// The share of samples that are at other targets than they should.
  private static double atOtherTargets(Form form, Edges edges) {
    TransportMap map = clusters();
    var extension = new Extension(form, 1, new Extension.Threshold.Spacing(1, 3), 0, edges);
    ExtendedTransport extended = extended(map, BOX, centres(map), extension);
    Tensor own = extended.combinations(40_000, KEY.fold("share")).targets().select(1, 0);
    double[] count = Ops.doubles(own.contiguous().bincount());
    assertThat(extended.rejectedShare(10_000, KEY) > 0).isEqualTo(edges == Edges.REJECT);
    assertThat(between(extended.sample(5_000, KEY))).isZero();
    return Arrays.stream(count).map(c -> Math.abs(c / 40_000 - 1 / 80.0)).sum() / 2;
  }

  /// T13: without neighbours the samples are the targets, by weight.
  @Test
  void without_extension_samples_are_targets_with_their_weights() {
    try (var _ = new Scope()) {
      TransportMap map = clusters();
      ExtendedTransport none = extended(map, Form.NONE, 0);
      Tensor samples = none.sample(40_000, KEY.fold("samples"));
      Tensor nearest = Ops.distances(samples, map.targets().points(), 2);
      assertThat(nearest.amin(new long[] {1}, false).max().item_double()).isZero();
      double[] count =
          Ops.doubles(nearest.argmin(new org.bytedeco.pytorch.LongOptional(1), false).bincount());
      double due = 40_000 / 80.0;
      assertThat(Arrays.stream(count).map(c -> Math.pow((c - due) / due, 2)).average().orElse(1))
          .isLessThan(0.15 * 0.15 + 2 / due); // the solver's tolerance, and counting
      assertThat(none.rejectedShare(100, KEY)).isZero();
    }
  }

  @Test
  void a_single_target_is_each_sample_whatever_the_form() {
    try (var _ = new Scope()) {
      TransportMap map = map(Ops.of(new float[] {2, 3}, 1, 2));
      for (Form form : Form.values()) {
        var angle = new Extension.Threshold.Angle(0.1);
        var extension = new Extension(form, 20, angle, 0.366, Edges.KEEP);
        ExtendedTransport extended = extended(map, BOX, Ops.zeros(1, 2), extension);
        assertThat(Ops.floats(extended.sample(2, KEY))).containsExactly(2, 3, 2, 3);
        Tensor trained = extended.trainingSample(extended.combinations(3, KEY), 2, KEY);
        assertThat(Ops.floats(trained)).containsExactly(2, 3, 2, 3);
      }
    }
  }

  /// T11: a centre goes to its target, and all samples are among the targets.
  @Test
  void centres_go_to_their_targets_and_samples_are_in_their_hull() {
    try (var _ = new Scope()) {
      TransportMap map = clusters();
      Tensor centres = centres(map);
      TransportSource at = TransportSource.of((n, _) -> Ops.rows(centres, 0, n));
      var extension =
          new Extension(Form.BARYCENTRIC, 2, new Extension.Threshold.Angle(3.1), 0, Edges.REJECT);
      var extended = extended(map, at, centres, extension);
      Tensor moved = extended.sample(80, KEY);
      assertThat(moved.sub(map.of(centres)).abs().max().item_double()).isLessThan(1e-5);
      Tensor samples = extended(map, Form.BARYCENTRIC, Math.PI).sample(2_000, KEY);
      Tensor y = map.targets().points();
      for (int c = 0; c < 2; c++) {
        assertThat(samples.select(1, c).max().item_double())
            .isLessThanOrEqualTo(y.select(1, c).max().item_double() + 1e-5);
        assertThat(samples.select(1, c).min().item_double())
            .isGreaterThanOrEqualTo(y.select(1, c).min().item_double() - 1e-5);
      }
    }
  }

  @Test
  void a_cell_without_points_has_the_centre_of_the_nearest_one_with_points() {
    try (var _ = new Scope()) {
      WeightedTargets targets = WeightedTargets.of(Ops.of(new float[] {0, 0, 5, 5, 5, 6}, 3, 2));
      TransportMap map = TransportMap.of(targets, Ops.of(new double[] {0, 0, -100}, 3));
      var centres = new MassCentres(3, 2);
      centres.add(map, BOX, 1_000, KEY);
      float[] values = Ops.floats(centres.centres(targets));
      assertThat(centres.error(targets).empty()).isEqualTo(1);
      assertThat(Arrays.copyOfRange(values, 4, 6)).isEqualTo(Arrays.copyOfRange(values, 2, 4));
    }
  }

  /// Two targets at ±1, each with half of the box: places between them have a third of the
  /// variance.
  @Test
  void with_reach_pairs_have_the_variance_of_the_targets() {
    try (var _ = new Scope()) {
      TransportMap map = map(Ops.of(new float[] {-1, 1}, 2, 1));
      TransportSource line = Fill.UNIFORM.box(1);
      Tensor centres = Ops.of(new float[] {-0.25f, 0.25f}, 2, 1);
      double[] variance = new double[3];
      for (int i = 0; i < 3; i++) {
        double reach = i * Extension.SPREAD;
        var extension =
            new Extension(Form.PAIRS, 1, new Extension.Threshold.Angle(3.1), reach, Edges.REJECT);
        ExtendedTransport extended = extended(map, line, centres, extension);
        Tensor samples = extended.sample(50_000, KEY);
        variance[i] = Ops.toDouble(samples).square().mean().item_double();
        assertThat(samples.abs().max().item_double()).isCloseTo(1 + 2 * reach, within(0.001));
        Tensor trained = extended.trainingSample(extended.combinations(99, KEY), 50_000, KEY);
        assertThat(Ops.toDouble(trained).square().mean().item_double())
            .isCloseTo(Math.min(variance[i], 1), within(0.02));
      }
      assertThat(variance[0]).isCloseTo(1.0 / 3, within(0.01));
      assertThat(variance[1]).isCloseTo(1, within(0.02));
      assertThat(variance[2]).isGreaterThan(1.5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void samples_of_kept_combinations_are_those_of_the_transport(Form form) {
    try (var _ = new Scope()) {
      ExtendedTransport extended = extended(clusters(), form, 0.5);
      Tensor known =
          extended.trainingSample(extended.combinations(2_000, KEY), 20_000, KEY.fold("rows"));
      Tensor fresh = extended.sample(20_000, KEY.fold("fresh"));
      assertThat(between(known)).isZero();
      Tensor far = known.mean(0).sub(fresh.mean(0)).abs();
      assertThat(far.max().item_double()).isLessThan(4 * 3 / Math.sqrt(2_000)); // four errors
      assertThat(Ops.floats(known.std(0))).containsExactly(Ops.floats(fresh.std(0)), within(0.05f));
    }
  }

  /// T10.
  @Test
  void angles_are_symmetric_zero_for_equals_and_grow_with_scale() {
    try (var _ = new Scope()) {
      Tensor y = RandomTensors.normal(KEY.fold("y"), 50, 5);
      Tensor from = Ops.range(49).unsqueeze(1);
      Tensor to = Ops.plus(from, 1);
      to = to.to(from.scalar_type());
      TransportMap map = map(y);
      Tensor angles = map.angles(from, to);
      assertThat(Ops.floats(map.angles(to, from))).isEqualTo(Ops.floats(angles));
      assertThat(map.angles(from, from).abs().max().item_double()).isZero();
      assertThat(angles.min().item_double()).isPositive();
      assertThat(angles.max().item_double()).isLessThan(Math.PI);
      TransportMap larger = map(Ops.times(y, 0.1));
      assertThat(larger.angles(from, to).sub(angles).max().item_double()).isNegative();
    }
  }

  private static TransportMap map(Tensor y) {
    return TransportMap.of(WeightedTargets.of(y), Ops.toDouble(Ops.zeros(y.size(0))));
  }

  @Test
  void the_nearest_targets_are_those_of_the_smallest_distances() {
    try (var _ = new Scope()) {
      Tensor y = Ops.plus(RandomTensors.normal(KEY.fold("y"), 300, 5), 20); // far from the origin
      TransportMap map = map(y);
      T_TensorTensor_T sorted = Ops.distances(y, y, 2).sort(1, false);
      Tensor nearest = Ops.cat(map.nearest(4, 0, 100), map.nearest(4, 100, 200));
      assertThat(Ops.longs(nearest))
          .isEqualTo(Ops.longs(sorted.get1().narrow(1, 1, 4).contiguous()));
      Tensor third = Ops.times(sorted.get0().select(1, 3), 2);
      Tensor limits = new Extension.Threshold.Spacing(2, 3).limits(map, nearest, BOX, KEY);
      assertThat(limits.sub(third).abs().max().item_double()).isLessThan(1e-5);
      assertThat(map(Ops.rows(y, 0, 3)).nearest(8, 0, 3).shape()).containsExactly(3, 2);
    }
  }

  @Test
  void the_quantile_is_the_angle_that_its_share_of_points_is_below() {
    try (var _ = new Scope()) {
      TransportMap map = clusters();
      double angle =
          new Extension.Threshold.Quantile(0.5)
              .limits(map, Ops.zeros(80, 0), BOX, KEY)
              .select(0, 0)
              .item_double();
      Tensor top = map.cells().highest(BOX.draw(20_000, KEY.fold("other")), 2);
      Tensor angles = map.angles(top.narrow(1, 0, 1), top.narrow(1, 1, 1));
      double below = Arrays.stream(Ops.doubles(angles)).filter(a -> a < angle).count() / 20_000.0;
      assertThat(below).isCloseTo(0.5, within(0.02));
    }
  }

  @Test
  void samples_do_not_depend_on_how_many_are_rejected_before_them() {
    try (var _ = new Scope()) {
      TransportMap map = clusters();
      ExtendedTransport some = extended(map, Form.BARYCENTRIC, 0.01);
      assertThat(some.rejectedShare(10_000, KEY)).isBetween(0.2, 0.95);
      assertThat(Ops.floats(some.sample(500, KEY))).isEqualTo(Ops.floats(some.sample(500, KEY)));
    }
  }
}
