package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.CertificatePlan;
import everymode.coverage.SequentialTest;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.BitSet;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class KnnBallsTest {

  @Test
  void balls_are_open_and_contain_their_centre() {
    Tensor line = Ops.of(new float[] {0, 1, 3, 7}, 4, 1);
    KnnBalls balls = new KnnBalls(line, 2);
    assertThat(balls.radius()).containsExactly(3, 2, 3, 6);
    assertThat(balls.held()).containsExactly(2, 2, 2, 2);
    assertThat(balls.count(Ops.of(new float[] {3, 2.9f, -2.9f, 3, 1, 13}, 6, 1)))
        .containsExactly(3, 2, 4, 3);
  }

  @Test
  void the_ball_of_a_point_with_duplicates_contains_only_these() {
    Tensor line = Ops.of(new float[] {5, 5, 5, 9}, 4, 1);
    KnnBalls balls = new KnnBalls(line, 2);
    assertThat(balls.radius()).containsExactly(0, 0, 0, 4);
    assertThat(balls.held()).containsExactly(3, 3, 3, 1);
    assertThat(balls.count(Ops.of(new float[] {5, 5.0001f, 5}, 3, 1))).containsExactly(2, 2, 2, 1);
  }

  @Test
  void points_of_the_class_of_a_centre_are_counted_too() {
    Tensor line = Ops.of(new float[] {0, 1, 3, 7, 7, 7.5f}, 6, 1);
    KnnBalls balls = new KnnBalls(line, new int[] {0, 1, 0, 1, 1, 0}, 3);
    assertThat(balls.held()).containsExactly(3, 3, 3, 3, 3, 3);
    assertThat(balls.own()).containsExactly(2, 1, 2, 2, 2, 1);
    assertThat(new KnnBalls(line, 3).own()).isEmpty();
  }

  @Test
  void counts_match_plain_distances() {
    Tensor real = RandomTensors.normal(new RandomKey(1), 300, 5);
    Tensor fake = RandomTensors.normal(new RandomKey(2), 500, 5);
    KnnBalls balls = new KnnBalls(real, 10);
    Tensor d = Ops.distances(Ops.toDouble(real), Ops.toDouble(real), 2);
    double[] radius = balls.radius();
    double[] sorted = Ops.doubles(d.sort(1, false).get0().select(1, 10));
    for (int i = 0; i < 300; i++) {
      assertThat(radius[i]).isCloseTo(sorted[i], org.assertj.core.api.Assertions.within(1e-9));
    }
    assertThat(balls.held()).containsOnly(10);
    Tensor reach = Ops.of(radius, 300, 1);
    Tensor to = Ops.distances(Ops.toDouble(real), Ops.toDouble(fake), 2);
    long[] expected = Ops.longs(to.lt(reach).sum(1));
    assertThat(balls.count(fake)).containsExactly(expected);
  }

  /// The pitfall in the documentation: balls of 25 points reach across the gap.
  @Test
  void a_mode_with_half_as_many_points_as_k_is_hidden_by_its_neighbours() {
    int n = 10_000;
    Tensor big = RandomTensors.normal(new RandomKey(1), n - 25, 2);
    Tensor small = Ops.plus(RandomTensors.normal(new RandomKey(2), 25, 2), 50);
    KnnBalls balls = new KnnBalls(Ops.cat(big, small), 50);
    CertificatePlan plan = CertificatePlan.of(n, 50, 0.25, 0.95, 0.95, false, 51_200).once(51_200);
    long[] counts =
        balls.count(RandomTensors.normal(new RandomKey(3), 51_200, 2)); // none from the small mode
    SequentialTest test = SequentialTest.of(plan, balls.held(), List.of(counts));
    assertThat(test.certified().get(n - 25, n).cardinality()).isEqualTo(25);
  }

  /// A separate mode with 1 % of the points is missed: exactly its points are proven to be missed.
  @Test
  void exactly_the_points_of_a_missed_mode_are_listed() {
    int n = 10_000;
    Tensor big = RandomTensors.normal(new RandomKey(1), n - 100, 2);
    Tensor small = Ops.plus(RandomTensors.normal(new RandomKey(2), 100, 2), 50);
    KnnBalls balls = new KnnBalls(Ops.cat(big, small), 50);
    CertificatePlan plan = CertificatePlan.of(n, 50, 0.25, 0.95, 0.95, false, 51_200);
    SequentialTest test = new SequentialTest(plan, balls.held());
    long[] counts = new long[n];
    long drawn = 0;
    while (!test.finished()) {
      long m = plan.samples(test.looks());
      long[] more = balls.count(RandomTensors.normal(new RandomKey(3).fold(m), m - drawn, 2));
      for (int i = 0; i < n; i++) {
        counts[i] += more[i];
      }
      drawn = m;
      test.look(counts);
    }
    BitSet expected = new BitSet();
    expected.set(n - 100, n);
    assertThat(test.missed()).isEqualTo(expected);
    assertThat(test.certified().cardinality()).isEqualTo(n - 100);
    assertThat(List.of(test.verdict()))
        .containsExactly(everymode.coverage.CertificateVerdict.COVERED);
  }
}
