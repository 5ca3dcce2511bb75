package everymode.nn;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ChannelMixtureTest {

  /// Points about (−6, 0), (0, 4) and (6, 0) with deviation 1.
  private static Tensor planted(int m) {
    Tensor which = RandomTensors.integers(new RandomKey(5), 3, m);
    Tensor means = Ops.of(new float[] {-6, 0, 0, 4, 6, 0}, 3, 2);
    return Ops.rows(means, which).add(RandomTensors.normal(new RandomKey(6), m, 2));
  }

  @TestFactory
  Stream<DynamicTest> expectation_maximisation_never_lowers_the_likelihood() {
    return Check.forAll(
        1,
        key -> key,
        key -> {
          try (var _ = new Scope()) {
            Tensor x = RandomTensors.normal(key.fold("x"), 200, 5);
            x = x.sub(x.mean(0));
            ChannelMixture mixture = ChannelMixture.seeded(x, 3, key);
            double before = mixture.logLikelihood(x);
            for (int step = 0; step < 10; step++) {
              mixture = mixture.fitted(x, 1);
              double after = mixture.logLikelihood(x);
              assertThat(after).isGreaterThan(before - 1e-5);
              before = after;
            }
          }
        });
  }

  @Test
  void finds_three_planted_components() {
    Tensor x = planted(4_000);
    ChannelMixture mixture = ChannelMixture.seeded(x, 3, new RandomKey(1)).fitted(x, 20);
    ChannelMixture planted =
        new ChannelMixture(
            Ops.full(1 / 3.0, 3), Ops.of(new float[] {-6, 0, 0, 4, 6, 0}, 3, 2), Ops.full(1, 3, 2));
    ChannelMixture found = mixture.ordered(mixture.orderLike(planted));
    double[] means = Ops.doubles(found.means());
    double[] expected = {-6, 0, 0, 4, 6, 0};
    for (int i = 0; i < means.length; i++) {
      assertThat(means[i]).isCloseTo(expected[i], within(0.1));
    }
    near(found.shares(), 0.05, 1 / 3.0, 1 / 3.0, 1 / 3.0);
    near(found.variances(), 0.15, 1, 1, 1, 1, 1, 1);
    near(found.posteriors(x, 1).sum(1).sub(Ops.full(1, 4_000)).abs().max(), 1e-5, 0);
    near(found.shares().sum(), 1e-6, 1);
  }

  @Test
  void the_density_is_that_of_a_mixture() {
    ChannelMixture mixture =
        new ChannelMixture(
            Ops.of(new float[] {0.3f, 0.7f}, 2),
            Ops.of(new float[] {1, -1, 0, 2}, 2, 2),
            Ops.of(new float[] {1, 4, 0.25f, 1}, 2, 2));
    double expected =
        Math.log(
            0.3 * normal(0.5, 1, 1) * normal(0.2, -1, 2)
                + 0.7 * normal(0.5, 0, 0.5) * normal(0.2, 2, 1));
    assertThat(mixture.logLikelihood(Ops.of(new float[] {0.5f, 0.2f}, 1, 2)))
        .isCloseTo(expected, within(1e-6));
  }

  private static double normal(double x, double mean, double deviation) {
    double z = (x - mean) / deviation;
    return Math.exp(-z * z / 2) / (deviation * Math.sqrt(2 * Math.PI));
  }

  @Test
  void seeds_are_different_points_while_there_are_any() {
    Tensor x = Ops.of(new float[] {0, 0, 0, 0, 0, 0, 0, 3, 9}, 9, 1);
    for (int seed = 0; seed < 200; seed++) {
      double[] chosen =
          Ops.doubles(Ops.rows(x, Ops.of(ChannelMixture.seeds(x, 3, new RandomKey(seed)))));
      Arrays.sort(chosen);
      assertThat(chosen).containsExactly(0, 3, 9);
    }
    assertThat(ChannelMixture.seeds(Ops.zeros(2, 3), 4, new RandomKey(1))).hasSize(4);
  }

  @Test
  void the_second_seed_is_drawn_by_squared_distance() {
    // From 0, the squared distances are 1 and 9; from 1, 1 and 4; from 3, 9 and 4.
    Tensor x = Ops.of(new float[] {0, 1, 3}, 3, 1);
    int[][] count = new int[3][3];
    int draws = 3_000;
    for (int seed = 0; seed < draws; seed++) {
      long[] seeds = ChannelMixture.seeds(x, 2, new RandomKey(seed));
      count[(int) seeds[0]][(int) seeds[1]]++;
    }
    double[][] expected = {{0, 0.1, 0.9}, {0.2, 0, 0.8}, {9 / 13.0, 4 / 13.0, 0}};
    for (int first = 0; first < 3; first++) {
      int n = Arrays.stream(count[first]).sum();
      assertThat(n / (double) draws).isCloseTo(1 / 3.0, within(0.05));
      for (int second = 0; second < 3; second++) {
        assertThat(count[first][second] / (double) n)
            .isCloseTo(expected[first][second], within(0.06));
      }
    }
  }

  @Test
  void components_are_matched_with_those_of_another_mixture() {
    ChannelMixture some =
        ChannelMixture.seeded(planted(500), 3, new RandomKey(2)).fitted(planted(500), 3);
    ChannelMixture turned = some.ordered(2, 0, 1);
    assertThat(turned.orderLike(some)).containsExactly(1, 2, 0);
    near(turned.ordered(turned.orderLike(some)).means(), 0, some.means());
  }
}
