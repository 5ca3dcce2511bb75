package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ContractionTest {

  @Test
  void no_two_points_come_farther_apart() {
    PointSet normal = normal(1, 300, 40);
    PointSet copies = PointSet.join(List.of(normal.range(0, 9), normal.range(0, 9)));
    PointSet line = new PointSet(200, 40, multiples(normal.range(0, 1), 200));
    PointSet same = new PointSet(50, 40, new float[2_000]);
    for (PointSet points : new PointSet[] {normal, copies, line, same, Plain.mixedScales(90, 40)}) {
      for (int dim : new int[] {2, 9, 39}) {
        Placed placed = Placed.of(points, Space.of(points, dim));
        double error = contraction(placed).error();
        assertThat(error).isLessThan(1e-5);
        double scale = placed.space().scale();
        for (int i = 0; i < points.n(); i++) {
          for (int j = 0; j < i; j++) {
            double distance = scale * Math.sqrt(points.squared(i, points, j));
            double lengths = Math.sqrt(placed.norm()[i]) + Math.sqrt(placed.norm()[j]);
            assertThat(contracted(placed, i, j)).isLessThanOrEqualTo(distance + error * lengths);
          }
        }
      }
    }
  }

  @Test
  void points_that_vary_in_few_directions_keep_their_distances() {
    PointSet few = normal(2, 400, 5);
    float[] values = new float[400 * 60];
    for (int i = 0; i < 400; i++) {
      for (int c = 0; c < 60; c++) {
        values[i * 60 + c] = few.values()[i * 5 + c % 5] * (1 + c / 5);
      }
    }
    PointSet points = new PointSet(400, 60, values);
    Placed placed = Placed.of(points, Space.of(points, 6));
    for (int i = 1; i < 400; i++) {
      double distance = placed.space().scale() * Math.sqrt(points.squared(i, points, 0));
      assertThat(contracted(placed, i, 0)).isGreaterThan(0.999 * distance);
    }
  }

  private static double contracted(Placed placed, int i, int j) {
    int dim = contraction(placed).dim();
    PointSet coarse = new PointSet(placed.n(), dim, placed.coarse());
    return Math.sqrt(coarse.squared(i, coarse, j));
  }

  private static Contraction contraction(Placed placed) {
    return Objects.requireNonNull(placed.space().contraction());
  }

  private static float[] multiples(PointSet one, int n) {
    float[] values = new float[n * one.dim()];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < one.dim(); c++) {
        values[i * one.dim() + c] = i * one.values()[c];
      }
    }
    return values;
  }

  private static PointSet normal(long seed, int n, int dim) {
    try (var _ = new Scope()) {
      return PointSet.of(RandomTensors.normal(new RandomKey(seed), n, dim));
    }
  }
}
