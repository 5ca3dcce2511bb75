package everymode.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.cluster.ClusterAgreement;
import everymode.io.Npz;
import everymode.metric.feature.FeatureMoments;
import everymode.metric.feature.FrechetDistance;
import everymode.neighbour.ClippedDensityCoverage;
import everymode.neighbour.PointSet;
import everymode.neighbour.PrecisionRecallDensityCoverage;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values of the reference implementations; those of precision, recall, density and coverage are in
/// `PrecisionRecallDensityCoverageTest`.
class GoldenTest {

  private static Map<String, Tensor> arrays() {
    try {
      return Npz.read(
          Path.of(
              Objects.requireNonNull(
                      GoldenTest.class.getResource("/everymode/metric/feature/golden.npz"))
                  .toURI()));
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PointSet cloud(Map<String, Tensor> arrays, String name) {
    return PointSet.of(Objects.requireNonNull(arrays.get(name)));
  }

  @ParameterizedTest
  @CsvSource({
    "A, 1.0, 1.0, 0.732, 16.2441280988927",
    "B, 0.863847483257723, 0.8259783513738551, 0.8682857142857142, 1719.7239328782866",
    "C, 0.9966254218222724, 0.4695304695304695, 0.44620000000000004, 27.196968682828956"
  })
  void clipped_metrics_and_the_frechet_distance_match_the_reference(
      String name, double density, double coverage, double raw, double frechet) {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = arrays();
      PointSet real = cloud(arrays, "real_" + name);
      PointSet fake = cloud(arrays, "fake_" + name);
      ClippedDensityCoverage.Values result = new ClippedDensityCoverage(real, 5).of(fake);
      assertThat(result.raw()).isCloseTo(raw, within(1e-12));
      assertThat(result.coverage()).isCloseTo(coverage, within(1e-12));
      assertThat(result.density()).isCloseTo(density, within(1e-9));
      assertThat(FrechetDistance.distance(FeatureMoments.of(real), FeatureMoments.of(fake)))
          .isCloseTo(frechet, within(1e-9 * frechet));
    }
  }

  @Test
  void cluster_agreement_matches_the_reference() {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = arrays();
      String[] names =
          arrays.keySet().stream()
              .filter(n -> !n.startsWith("real_") && !n.startsWith("fake_"))
              .toArray(String[]::new);
      assertThat(names).hasSize(2);
      ClusterAgreement.Indices result =
          ClusterAgreement.of(ints(arrays.get(names[0])), ints(arrays.get(names[1])));
      assertThat(result.nmiArithmetic()).isCloseTo(0.41552374080969384, within(1e-12));
      assertThat(result.nmiGeometric()).isCloseTo(0.41589013656468116, within(1e-12));
      assertThat(result.adjustedRand()).isCloseTo(0.4189048092974013, within(1e-12));
    }
  }

  /// The pitfall documented for clipped coverage.
  @Test
  void clipped_coverage_is_full_while_two_of_eight_modes_are_missing() {
    try (var _ = new Scope()) {
      Map<String, Tensor> arrays = arrays();
      PointSet real = cloud(arrays, "real_A");
      PointSet fake = cloud(arrays, "fake_A");
      boolean[] reached = new PrecisionRecallDensityCoverage(real).of(fake).covered();
      int[] mode = modes(real, 8);
      int[] hit = new int[8];
      int[] all = new int[8];
      for (int i = 0; i < real.n(); i++) {
        all[mode[i]]++;
        hit[mode[i]] += reached[i] ? 1 : 0;
      }
      long missing = 0;
      for (int m = 0; m < 8; m++) {
        assertThat(all[m]).isBetween(100, 150);
        missing += hit[m] < 0.05 * all[m] ? 1 : 0;
      }
      assertThat(missing).isEqualTo(2);
      assertThat(new ClippedDensityCoverage(real, 5).of(fake).coverage()).isEqualTo(1);
    }
  }

  /// The modes of well separated clusters: the first point of each is far from all previous ones.
  private static int[] modes(PointSet x, int modes) {
    int[] mode = new int[x.n()];
    double[] nearest = new double[x.n()];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int m = 0, first = 0; m < modes; m++) {
      for (int i = 0; i < x.n(); i++) {
        double squared = x.squared(i, x, first);
        if (squared < nearest[i]) {
          nearest[i] = squared;
          mode[i] = m;
        }
      }
      for (int i = 0; i < x.n(); i++) {
        first = nearest[i] > nearest[first] ? i : first;
      }
    }
    return mode;
  }

  private static int[] ints(@Nullable Tensor t) {
    return Arrays.stream(Ops.longs(Objects.requireNonNull(t))).mapToInt(l -> (int) l).toArray();
  }
}
