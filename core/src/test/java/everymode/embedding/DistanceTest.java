package everymode.embedding;

import static everymode.Check.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.data.Domain;
import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.transport.PairwiseDistances;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class DistanceTest {

  private static final Domain DOMAIN = new Domain.Points(3);
  private static final List<Distance> ALL =
      List.of(Distance.euclidean(DOMAIN), Distance.l1(DOMAIN), Distance.cosine(DOMAIN));

  @Test
  void known_values() {
    Tensor a = Ops.of(new float[] {1, 0, 0}, 1, 3);
    Tensor b = Ops.of(new float[] {0, 2, 0}, 1, 3);
    double[] expected = {Math.sqrt(5), 3, Math.sqrt(2)};
    for (int i = 0; i < 3; i++) {
      Distance distance = ALL.get(i);
      near(distance.between(distance.view(a), distance.view(b)), 1e-6, expected[i]);
    }
  }

  @TestFactory
  Stream<DynamicTest> they_are_metrics_and_tables_of_them_agree_with_pairs() {
    return Check.forAll(
        1,
        key -> key,
        key -> {
          Tensor x = RandomTensors.normal(key, 12, 3);
          for (Distance distance : ALL) {
            Tensor view = distance.view(x);
            Tensor all = distance.all(view, view);
            Distance custom = (a, b) -> distance.between(a, b); // has the default implementation
            near(custom.all(view, view), 1e-5, all);
            near(all, 1e-5, all.t());
            assertThat(all.diagonal().abs().max().item_double()).isZero();
            // d(i, k) ≤ d(i, j) + d(j, k)
            Tensor ways = all.unsqueeze(2).add(all.unsqueeze(0));
            assertThat(ways.sub(all.unsqueeze(1)).min().item_double()).isGreaterThan(-1e-5);
          }
        });
  }

  @Test
  void gradients_at_zero_are_finite() {
    for (Distance distance : ALL) {
      Tensor x = RandomTensors.normal(new RandomKey(2), 4, 3);
      x.requires_grad_(true);
      Tensor view = distance.view(x);
      Tensor zero = distance.between(view, view.detach()).sum();
      Tensor gradient = Autograd.gradients(zero, List.of(x)).get(0);
      assertThat(Ops.finite(gradient)).isTrue();
    }
  }

  @Test
  void scaling_shifts_the_distribution_and_pairs_at_zero_are_excluded() {
    Distance euclid = ALL.getFirst();
    Tensor x = RandomTensors.normal(new RandomKey(3), 40, 3);
    PairwiseDistances distances = PairwiseDistances.of(x, euclid, new RandomKey(1));
    assertThat(distances.logs()).hasSize(40 * 39 / 2).isSorted();
    PairwiseDistances twice = PairwiseDistances.of(Ops.times(x, 2), euclid, new RandomKey(1));
    assertThat(distances.wasserstein(twice)).isCloseTo(Math.log(2), within(1e-5));
    assertThat(distances.times(2).wasserstein(twice)).isCloseTo(0, within(1e-5));
    assertThat(PairwiseDistances.of(new double[] {0, 1, Math.E}).logs()).containsExactly(0, 1);
    assertThat(distances.wasserstein(PairwiseDistances.of(new double[] {0}))).isNaN();
    PairwiseDistances many =
        PairwiseDistances.of(
            RandomTensors.normal(new RandomKey(4), 2_000, 3), euclid, new RandomKey(1));
    assertThat(many.logs()).hasSize(200_000);
  }
}
