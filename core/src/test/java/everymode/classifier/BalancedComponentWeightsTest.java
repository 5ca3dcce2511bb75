package everymode.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.UsageException;
import everymode.metric.feature.FeatureExtractor;
import everymode.random.RandomKey;
import everymode.sample.Sampler;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BalancedComponentWeightsTest {

  @Test
  void components_of_one_class_each_get_the_shares_of_their_classes() {
    double[][] share = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    List<Double> weight = BalancedComponentWeights.climb(share, new double[] {0.5, 0.3, 0.2});
    assertThat(weight.get(0)).isCloseTo(0.5, within(1e-9));
    assertThat(weight.get(1)).isCloseTo(0.3, within(1e-9));
    assertThat(weight.get(2)).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void a_rare_class_that_shares_a_component_gets_its_share() {
    // class 1 is only a fifth of component 1: to be a tenth of all, component 1 needs weight 0.5
    double[][] share = {{1, 0}, {0.8, 0.2}};
    List<Double> weight = BalancedComponentWeights.climb(share, new double[] {0.9, 0.1});
    assertThat(weight.get(1)).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void a_class_that_no_component_generates_does_not_affect_the_others() {
    double[][] share = {{1, 0, 0}, {0, 1, 0}};
    List<Double> weight = BalancedComponentWeights.climb(share, new double[] {0.3, 0.3, 0.4});
    assertThat(weight.get(0)).isCloseTo(0.5, within(1e-9));
    assertThat(weight.get(0) + weight.get(1)).isCloseTo(1, within(1e-9));
  }

  @Test
  void a_classifier_of_other_classes_is_rejected() {
    Dataset roll = Datasets.open("swiss-roll");
    FeatureExtractor extractor =
        new FeatureExtractor() {
          @Override
          public String id() {
            return "classifier:two@0000";
          }

          @Override
          public List<String> classes() {
            return List.of("a", "b");
          }

          @Override
          public int channels() {
            return 0;
          }

          @Override
          public Output extract(Tensor x) {
            throw new AssertionError("must not be called");
          }
        };
    Sampler.ComponentSampler none = new Untouched();
    assertThatThrownBy(
            () -> BalancedComponentWeights.weights(roll, none, extractor, new RandomKey(1)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "classifier:two@0000 distinguishes 2 classes, but 'swiss-roll' has 0; choose a classifier of these data");
  }

  /// A mixture that must not be sampled.
  private static final class Untouched implements Sampler.ComponentSampler {
    @Override
    public Tensor sample(int n, RandomKey key) {
      throw new AssertionError();
    }

    @Override
    public int components() {
      return 2;
    }

    @Override
    public Sampler component(int k) {
      return this;
    }

    @Override
    public Tensor componentsOf(int n, RandomKey key) {
      throw new AssertionError();
    }
  }
}
