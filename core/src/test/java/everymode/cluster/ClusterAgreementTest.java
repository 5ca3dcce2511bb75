package everymode.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.error.EverymodeException;
import everymode.metric.feature.Stored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAgreementTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "noisy",
        "fewer",
        "unrelated",
        "renamed",
        "one-each",
        "one-cluster",
        "one-point",
        "two-points",
        "singletons"
      })
  void values_of_scikit_learn_match(String name) {
    ClusterAgreement.Indices found =
        ClusterAgreement.of(
            Stored.REFERENCE.ints(name + ".labels"), Stored.REFERENCE.ints(name + ".clusters"));
    double[] expected = Stored.REFERENCE.doubles(name + ".clustering");
    assertThat(found.majority()).isFalse();
    assertThat(found.accuracy()).isCloseTo(expected[0], within(1e-12));
    assertThat(found.nmiGeometric()).isCloseTo(expected[1], within(1e-9));
    assertThat(found.nmiArithmetic()).isCloseTo(expected[2], within(1e-9));
    assertThat(found.adjustedRand()).isCloseTo(expected[3], within(1e-9));
  }

  @Test
  void more_clusters_than_labels_are_named_by_their_majority() {
    // clusters 7, 8, 9 hold labels (0 0 1), (0), (1 1)
    ClusterAgreement.Indices found =
        ClusterAgreement.of(new int[] {0, 0, 1, 0, 1, 1}, new int[] {7, 7, 7, 8, 9, 9});
    assertThat(found.majority()).isTrue();
    assertThat(found.accuracy()).isEqualTo(5 / 6.0);
  }

  @Test
  void labels_without_a_cluster_count_as_errors() {
    ClusterAgreement.Indices found =
        ClusterAgreement.of(new int[] {0, 1, 2, 2}, new int[] {5, 5, 5, 5});
    assertThat(found.accuracy()).isEqualTo(0.5);
    assertThat(found.majority()).isFalse();
  }

  @Test
  void empty_input_and_unequal_lengths_are_rejected() {
    assertThatThrownBy(() -> ClusterAgreement.of(new int[0], new int[0]))
        .isInstanceOf(EverymodeException.class);
    assertThatThrownBy(() -> ClusterAgreement.of(new int[2], new int[3]))
        .isInstanceOf(EverymodeException.class);
  }
}
