package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class NestedBallsTest {

  @Test
  void they_hold_what_the_balls_of_each_k_hold() {
    equal(RandomTensors.normal(new RandomKey(1), 200, 3), 30);
    float[] coarse = new float[300]; // many ties, and points with duplicates
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < coarse.length; i++) {
      coarse[i] = random.nextInt(6);
    }
    equal(Ops.of(coarse, 150, 2), 20);
  }

  private static void equal(Tensor points, int most) {
    int n = Math.toIntExact(points.size(0));
    SplittableRandom random = new SplittableRandom(3);
    int[] label = IntStream.range(0, n).map(_ -> random.nextInt(3)).toArray();
    int[] centres = IntStream.range(0, n).filter(i -> i % 7 == 0).toArray();
    NestedBalls nested = NestedBalls.of(points, label, centres, most);
    for (int k = 1; k <= most; k++) {
      KnnBalls balls = new KnnBalls(points, label, k);
      for (int i = 0; i < centres.length; i++) {
        assertThat(nested.held()[i][k - 1]).isEqualTo(balls.held()[centres[i]]);
        assertThat(nested.own()[i][k - 1]).isEqualTo(balls.own()[centres[i]]);
      }
    }
  }
}
