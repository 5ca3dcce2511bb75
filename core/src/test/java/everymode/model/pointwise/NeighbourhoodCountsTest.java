package everymode.model.pointwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.Kept;
import everymode.Tiny;
import everymode.classifier.ClassifierTraining;
import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureSpace;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateSnapshot;
import everymode.train.Model;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Samples that are counted around rows, also through the eyes of a judge.
final class NeighbourhoodCountsTest {

  private static final Dataset POINTS = World.POINTS;

  @TempDir private Path folder = Path.of("");

  /// A judge that sees the second number of a point only.
  private static final FeatureExtractor SECOND =
      new FeatureExtractor() {
        @Override
        public String id() {
          return "classifier:second";
        }

        @Override
        public List<String> classes() {
          return List.of();
        }

        @Override
        public int channels() {
          return 0;
        }

        @Override
        public Output extract(Tensor x) {
          return new Output(x.narrow(1, 1, 1), null);
        }
      };

  @Test
  void a_judge_decides_what_is_near() {
    float[] rows = {0, 0, 0, 1, 0, 2, 0, 3};
    Dataset data = Tiny.of(rows, 4, 2);
    Tensor samples = Ops.of(new float[] {9, 0.1f, 9, 0.9f, 0, 2.1f}, 3, 2);
    var plain =
        new NeighbourhoodCounts(
            1, 4, data, new FeatureSpace(data.domain(), null), new RandomKey(1));
    assertThat(plain.count(samples)).containsExactly(0, 0, 1, 1);
    var seen =
        new NeighbourhoodCounts(
            1, 4, data, new FeatureSpace(data.domain(), SECOND), new RandomKey(1));
    assertThat(seen.count(samples)).containsExactly(2, 2, 1, 1);
  }

  private String judge(String name, long seed) {
    Path file = folder.resolve(name);
    ClassifierTraining training = new ClassifierTraining(POINTS, file, seed, 3, _ -> {});
    assertThat(training.train(() -> false)).isTrue();
    training.finish();
    return file.toString();
  }

  @Test
  void a_run_goes_on_with_the_judge_that_it_began_with_and_with_no_other() {
    String maximin = "weights.type=maximin";
    String one = judge("one.safetensors", 1);
    Model begun = World.built(World.configured(maximin, "features=" + one));
    StateSnapshot.into(World.built(World.configured(maximin, "features=" + one)), Kept.copy(begun));
    String two = judge("two.safetensors", 2);
    Model other = World.built(World.configured(maximin, "features=" + two));
    assertThatThrownBy(() -> StateSnapshot.into(other, Kept.copy(begun)))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(two + " is not what this run began with; put the old one back");
  }

  @Test
  void features_that_nobody_would_look_at_are_refused() {
    assertThatThrownBy(() -> World.configured("features=any.safetensors"))
        .hasMessageContaining("features are looked at where coverage is counted");
    assertThatThrownBy(
            () -> World.built(World.configured("features=no.pt", "ratio.method=neighbours")))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("there is no classifier no.pt");
  }
}
