package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.Tiny;
import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.model.gan.Gan;
import everymode.model.gan.GanConfig;
import everymode.random.RandomKey;
import everymode.run.Recipe;
import everymode.tensor.Backend;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Training on weighted rows.
final class WeightedGameTest {

  private static final Dataset POINTS = Tiny.points();

  @BeforeEach
  void use_one_thread() {
    Backend.threads(1);
  }

  /// The number of 500 samples that are nearest to each corner after a short training.
  private static int[] nearestCounts(Dataset data) {
    GanConfig config =
        Recipe.of("gan", "tiny", 1)
            .set("steps=500")
            .set("batchSize=64")
            .set("prior.dim=2")
            .set("generator={type: mlp, hiddenSizes: [32]}")
            .set("discriminator={type: mlp, hiddenSizes: [32]}")
            .over(new Gan(), data);
    Model model = new Gan().build(config, data, new RandomKey(1));
    new TrainingLoop(model, new RandomKey(2), _ -> {}).finish();
    Distribution.GaussianMixture corners = Objects.requireNonNull(data.modes());
    int[] count = new int[corners.count()];
    try (var _ = new Scope()) {
      double[] x = Ops.doubles(model.sampler().orElseThrow().sample(500, new RandomKey(3)));
      for (int i = 0; i < 500; i++) {
        count[corners.nearest(Arrays.copyOfRange(x, 2 * i, 2 * i + 2))]++;
      }
    }
    return count;
  }

  @Test
  void with_all_weight_on_one_mode_a_generator_covers_only_this_mode() {
    long[] label = Ops.longs(Objects.requireNonNull(POINTS.train().label()));
    for (int corner : new int[] {0, 2}) {
      double[] share = Arrays.stream(label).mapToDouble(l -> l == corner ? 1 : 0).toArray();
      assertThat(nearestCounts(POINTS.weighted(share))[corner]).isGreaterThan(475);
    }
    int[] unweighted = nearestCounts(POINTS); // without weights no corner has as many
    assertThat(Arrays.stream(unweighted).max().orElseThrow()).isLessThan(400);
  }
}
