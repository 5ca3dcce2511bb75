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

/// Counts of samples around rows, also in the features of a feature extractor.
final class NeighbourhoodCountsTest {

  private static final Dataset POINTS = World.POINTS;

  @TempDir private Path folder = Path.of("");

  /// A feature extractor that returns the second coordinate of a point.
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
  void a_feature_extractor_defines_the_distance() {
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

  private String trainClassifier(String name, long seed) {
    Path file = folder.resolve(name);
    ClassifierTraining training = new ClassifierTraining(POINTS, file, seed, 3, _ -> {});
    assertThat(training.train(() -> false)).isTrue();
    training.finish();
    return file.toString();
  }

  @Test
  void a_run_resumes_with_the_same_feature_extractor_only() {
    String maximin = "weights.type=maximin";
    String one = trainClassifier("one.safetensors", 1);
    Model started = World.built(World.configured(maximin, "features=" + one));
    StateSnapshot.into(
        World.built(World.configured(maximin, "features=" + one)), Kept.copy(started));
    String two = trainClassifier("two.safetensors", 2);
    Model other = World.built(World.configured(maximin, "features=" + two));
    assertThatThrownBy(() -> StateSnapshot.into(other, Kept.copy(started)))
        .isInstanceOf(EverymodeException.class)
        .hasMessage(two + " has changed since this run started; restore the original");
  }

  @Test
  void unused_features_are_rejected() {
    assertThatThrownBy(() -> World.configured("features=any.safetensors"))
        .hasMessageContaining("features are used only where coverage is counted");
    assertThatThrownBy(
            () -> World.built(World.configured("features=no.pt", "ratio.method=neighbours")))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("there is no classifier no.pt");
  }
}
