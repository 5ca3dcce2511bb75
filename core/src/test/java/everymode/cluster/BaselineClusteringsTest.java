package everymode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BaselineClusteringsTest {

  /// Row i is near corner i mod 3 of a triangle with sides of 10 and has a standard deviation of 1.
  private static Tensor triangle(int n, int dim) {
    float[] corners = new float[n * dim];
    double[][] at = {{0, 0}, {10, 0}, {5, 8.66}};
    for (int i = 0; i < n; i++) {
      corners[i * dim] = (float) at[i % 3][0];
      corners[i * dim + 1] = (float) at[i % 3][1];
    }
    return RandomTensors.normal(new RandomKey(1), n, dim).add(Ops.of(corners, n, dim));
  }

  private static int[] truth(int n) {
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      truth[i] = i % 3;
    }
    return truth;
  }

  @Test
  void distant_clusters_are_found_by_both() {
    try (var _ = new Scope()) {
      Tensor x = triangle(600, 4);
      BaselineClusterings baseline = BaselineClusterings.fit(x, 3, 1);
      assertThat(ClusterAgreement.of(truth(600), baseline.means(x)).accuracy()).isGreaterThan(0.99);
      int[] mixture = baseline.mixture(x).orElseThrow();
      assertThat(ClusterAgreement.of(truth(600), mixture).accuracy()).isGreaterThan(0.99);
      Tensor more = triangle(90, 4);
      assertThat(ClusterAgreement.of(truth(90), baseline.means(more)).accuracy())
          .isGreaterThan(0.97);
    }
  }

  @Test
  void wide_and_narrow_clusters_are_distinguished_by_covariances_where_means_fail() {
    // a narrow cluster inside a wide one: only covariances can separate them
    try (var _ = new Scope()) {
      int n = 2_000;
      float[] scale = new float[n];
      for (int i = 0; i < n; i++) {
        scale[i] = i % 2 == 0 ? 0.1f : 5;
      }
      Tensor x = RandomTensors.normal(new RandomKey(2), n, 3).mul(Ops.of(scale, n, 1));
      int[] truth = new int[n];
      for (int i = 0; i < n; i++) {
        truth[i] = i % 2;
      }
      BaselineClusterings baseline = BaselineClusterings.fit(x, 2, 1);
      assertThat(ClusterAgreement.of(truth, baseline.mixture(x).orElseThrow()).accuracy())
          .isGreaterThan(0.95)
          .isGreaterThan(ClusterAgreement.of(truth, baseline.means(x)).accuracy() + 0.2);
    }
  }

  @Test
  void equal_seeds_give_equal_clusters() {
    try (var _ = new Scope()) {
      Tensor x = triangle(300, 2);
      assertThat(BaselineClusterings.fit(x, 3, 7).means(x))
          .isEqualTo(BaselineClusterings.fit(x, 3, 7).means(x));
    }
  }

  @Test
  void identical_rows_give_no_mixture() {
    try (var _ = new Scope()) {
      Tensor x = Ops.zeros(50, 3);
      BaselineClusterings baseline = BaselineClusterings.fit(x, 2, 1);
      assertThat(baseline.means(x)).hasSize(50);
      assertThat(baseline.mixture(x)).isEmpty();
    }
  }
}
