package everymode.prior;

import static everymode.Check.different;
import static everymode.Check.near;
import static everymode.Check.same;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.nn.ForwardContext;
import everymode.prior.FixedMixture.SigmaType;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateSnapshot;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

final class FixedMixtureTest {

  private static GaussianMixturePrior build(
      int dim, int components, double range, double sigma, SigmaType sigmaType, long seed) {
    return new FixedMixture(dim, components, range, sigma, sigmaType).build(new RandomKey(seed));
  }

  private static long[] components(LatentBatch latent) {
    return Ops.longs(Objects.requireNonNull(latent.component()));
  }

  @Test
  void components_are_equally_frequent() {
    int n = 50_000;
    long[] k =
        components(
            build(2, 10, 1, 0.1, SigmaType.STANDARD_DEVIATION, 1).sample(n, new RandomKey(2)));
    int[] counts = new int[10];
    for (long each : k) {
      counts[(int) each]++;
    }
    double chi2 = Arrays.stream(counts).mapToDouble(c -> Math.pow(c - n / 10.0, 2) * 10 / n).sum();
    // With 9 degrees of freedom, Laurent and Massart: exceeded with probability at most e^-20.
    assertThat(chi2).isLessThan(9 + 2 * Math.sqrt(9 * 20.0) + 40);
  }

  @Test
  void each_component_has_its_mean_and_its_variance() {
    for (SigmaType sigmaType : SigmaType.values()) {
      GaussianMixturePrior prior = build(3, 4, 1, 0.25, sigmaType, 1);
      double variance = sigmaType == SigmaType.VARIANCE ? 0.25 : 0.0625;
      int n = 40_000;
      LatentBatch latent = prior.sample(n, new RandomKey(3));
      double[] z = Ops.doubles(latent.z());
      long[] k = components(latent);
      double[] means = Ops.doubles(prior.means());
      double[][] sums = new double[3][12];
      for (int i = 0; i < n; i++) {
        for (int d = 0; d < 3; d++) {
          int cell = 3 * (int) k[i] + d;
          double offset = z[3 * i + d] - means[cell];
          sums[0][cell]++;
          sums[1][cell] += offset;
          sums[2][cell] += offset * offset;
        }
      }
      for (int cell = 0; cell < 12; cell++) {
        double count = sums[0][cell];
        double five = 5 / Math.sqrt(count);
        near(new double[] {sums[1][cell] / count}, five * Math.sqrt(variance), 0);
        near(new double[] {sums[2][cell] / count}, five * Math.sqrt(2) * variance, variance);
      }
    }
  }

  @Test
  void a_scale_multiplies_the_covariance_of_its_row_by_its_square() {
    GaussianMixturePrior prior = build(3, 2, 1, 0.5, SigmaType.STANDARD_DEVIATION, 1);
    int n = 40_000;
    double factor = 2.25;
    Tensor scale = Ops.full(Math.sqrt(factor), n);
    LatentBatch wide =
        prior.sample(Ops.repeated(1, n), scale, new RandomKey(3), ForwardContext.evaluation());
    LatentBatch plain =
        prior.sample(Ops.repeated(1, n), new RandomKey(3), ForwardContext.evaluation());
    Tensor mean = Ops.rows(prior.means(), 1, 1);
    // the same noise: each offset is scaled by exactly √s
    near(wide.z().sub(mean), 1e-5, Ops.times(plain.z().sub(mean), Math.sqrt(factor)));
    double variance = Ops.doubles(wide.z().sub(mean).square().mean())[0];
    // five standard errors of 3n squares
    assertThat(variance / (factor * 0.25)).isBetween(0.98, 1.02);
  }

  @Test
  void distances_between_means_are_those_of_uniform_points_in_a_cube() {
    int dim = 100;
    int components = 60;
    double c = 0.1;
    double[] means =
        Ops.doubles(build(dim, components, c, 0.15, SigmaType.STANDARD_DEVIATION, 4).means());
    assertThat(Arrays.stream(means).max().orElseThrow()).isBetween(0.099, 0.1000001);
    assertThat(Arrays.stream(means).min().orElseThrow()).isBetween(-0.1000001, -0.099);
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < components; i++) {
      for (int j = 0; j < i; j++) {
        pairs++;
        for (int d = 0; d < dim; d++) {
          sum += Math.pow(means[i * dim + d] - means[j * dim + d], 2);
        }
      }
    }
    // E‖μ_i − μ_j‖² = 2dc²/3; the mean over all pairs varies by less than 1.5 %.
    assertThat(sum / pairs / (2 * dim * c * c / 3)).isBetween(0.94, 1.06);
  }

  @Test
  void ten_gaussians_are_separable_if_sigma_is_a_standard_deviation_and_not_if_a_variance() {
    assertThat(bayesError(SigmaType.STANDARD_DEVIATION)).isBetween(0.015, 0.035);
    assertThat(bayesError(SigmaType.VARIANCE)).isBetween(0.45, 0.55);
  }

  /// The error of classifying by the nearest of ten means at dim 100, c 0.1, σ 0.15, over ten
  /// mixtures.
  private static double bayesError(SigmaType sigmaType) {
    int n = 2_000;
    int wrong = 0;
    for (int seed = 0; seed < 10; seed++) {
      GaussianMixturePrior prior = build(100, 10, 0.1, 0.15, sigmaType, seed);
      LatentBatch latent = prior.sample(n, new RandomKey(5));
      Tensor means = prior.means();
      Tensor score = // z·μ − ‖μ‖²/2, largest for the nearest mean
          latent.z().matmul(means.t()).sub(Ops.times(means.square().sum(1), 0.5));
      long[] nearest = Ops.longs(score.argmax(new org.bytedeco.pytorch.LongOptional(1), false));
      long[] k = components(latent);
      for (int i = 0; i < n; i++) {
        wrong += nearest[i] == k[i] ? 0 : 1;
      }
    }
    return wrong / (10.0 * n);
  }

  @Test
  void one_component_can_be_sampled_alone() {
    GaussianMixturePrior prior = build(5, 3, 1, 0.01, SigmaType.STANDARD_DEVIATION, 1);
    LatentBatch latent =
        prior.sample(Ops.repeated(2, 50), new RandomKey(2), ForwardContext.evaluation());
    assertThat(components(latent)).hasSize(50).containsOnly(2);
    near(latent.z(), 0.06, Ops.rows(prior.means(), 2, 1).expand(50, 5));
  }

  @Test
  void with_sigma_0_all_latents_of_a_component_are_its_mean() {
    GaussianMixturePrior prior = build(5, 3, 1, 0, SigmaType.STANDARD_DEVIATION, 1);
    LatentBatch latent = prior.sample(40, new RandomKey(2));
    same(latent.z(), Ops.rows(prior.means(), Objects.requireNonNull(latent.component())));
  }

  @Test
  void a_standard_gaussian_at_the_origin_is_the_normal_prior_bit_for_bit() {
    GaussianMixturePrior one = build(7, 1, 0, 1, SigmaType.STANDARD_DEVIATION, 1);
    same(
        one.sample(500, new RandomKey(3)).z(),
        new NormalPrior(7).sample(500, new RandomKey(3)).z());
  }

  @Test
  void means_are_determined_by_the_key_and_survive_a_restart() {
    GaussianMixturePrior prior = build(5, 3, 1, 0.1, SigmaType.STANDARD_DEVIATION, 1);
    GaussianMixturePrior other = build(5, 3, 1, 0.1, SigmaType.STANDARD_DEVIATION, 2);
    same(build(5, 3, 1, 0.1, SigmaType.STANDARD_DEVIATION, 1).means(), prior.means());
    different(other.means(), prior.means());
    StateSnapshot.into(other, StateSnapshot.of(prior));
    same(other.sample(20, new RandomKey(3)).z(), prior.sample(20, new RandomKey(3)).z());
  }

  @Test
  void normal_and_uniform_have_their_moments_and_no_components() {
    int n = 20_000;
    LatentBatch normal = new NormalPrior(2).build(new RandomKey(1)).sample(n, new RandomKey(2));
    assertThat(normal.component()).isNull();
    assertThat(normal.z().shape()).containsExactly(n, 2);
    near(normal.z().mean(), 0.025, 0);
    near(normal.z().square().mean(), 0.036, 1);
    LatentBatch uniform = new UniformPrior(2).build(new RandomKey(1)).sample(n, new RandomKey(2));
    assertThat(uniform.component()).isNull();
    near(uniform.z().mean(), 0.015, 0);
    near(uniform.z().square().mean(), 0.0075, 1 / 3.0);
    assertThat(Ops.doubles(uniform.z().abs().max())[0]).isBetween(0.999, 1.0);
    same(
        new UniformPrior(3).sample(5, new RandomKey(1)).z(),
        Ops.plus(Ops.times(RandomTensors.uniform(new RandomKey(1), 5, 3), 2), -1));
  }

  @Test
  void values_out_of_range_are_rejected() {
    assertThatThrownBy(() -> new NormalPrior(0)).hasMessage("dim must be at least 1, but is 0");
    assertThatThrownBy(() -> new UniformPrior(-1)).hasMessage("dim must be at least 1, but is -1");
    assertThatThrownBy(() -> new FixedMixture(1, 0, 1, 1, SigmaType.STANDARD_DEVIATION))
        .hasMessage("components must be at least 1, but is 0");
    assertThatThrownBy(() -> new FixedMixture(1, 1, -1, 1, SigmaType.STANDARD_DEVIATION))
        .hasMessage("range must be at least 0, but is -1.0");
    assertThatThrownBy(() -> new FixedMixture(1, 1, 1, Double.NaN, SigmaType.STANDARD_DEVIATION))
        .hasMessage("sigma must be at least 0, but is NaN");
  }
}
