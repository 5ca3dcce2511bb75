package everymode.metric.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Domain;
import everymode.metric.StackedModeCounts;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassScoresTest {

  @Test
  void certain_samples_of_all_classes_score_the_number_of_classes() {
    double[][] p = new double[40][4];
    IntStream.range(0, 40).forEach(i -> p[i][i % 4] = 1);
    assertThat(InceptionScore.of(cloud(p), 5)).isCloseTo(4, within(1e-12));
  }

  @Test
  void uninformative_predictions_score_one() {
    double[][] p = new double[7][];
    Arrays.setAll(p, _ -> new double[] {0.25, 0.25, 0.5});
    assertThat(InceptionScore.of(cloud(p), 1)).isCloseTo(1, within(1e-12));
  }

  @Test
  void splits_are_scored_separately_and_no_sample_is_left_out() {
    // 5 samples in 2 splits: the first 2, of one class, and the other 3, of three
    PointSet p = cloud(new double[][] {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
    assertThat(InceptionScore.of(p, 2)).isCloseTo((1 + 3) / 2.0, within(1e-12));
  }

  @Test
  void the_first_mode_score_is_the_inception_score_whatever_the_data() {
    SplittableRandom random = new RandomKey(1).random();
    double[][] distributions = new double[50][];
    Arrays.setAll(distributions, _ -> distribution(random, 6));
    PointSet p = cloud(distributions);
    double inception = InceptionScore.of(p, 1);
    for (int round = 0; round < 20; round++) {
      double[] data = distribution(random, 6);
      assertThat(ModeScore.che(p, data)).isCloseTo(inception, within(1e-6)); // p in float32
      assertThat(ModeScore.xu(p, data)).isLessThan(inception);
    }
    assertThat(ModeScore.xu(p, InceptionScore.share(p, 0, 50))).isCloseTo(inception, within(1e-6));
  }

  @Test
  void a_missing_class_lowers_the_second_mode_score_by_the_log_of_the_share_that_is_kept() {
    // certain samples of 3 of 4 equal classes: 3 · exp(−ln(4/3))
    PointSet p = cloud(new double[][] {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}});
    double[] data = {0.25, 0.25, 0.25, 0.25};
    assertThat(ModeScore.che(p, data)).isCloseTo(3, within(1e-12));
    assertThat(ModeScore.xu(p, data)).isCloseTo(9 / 4.0, within(1e-12));
  }

  @Test
  void classes_are_hit_by_confident_samples_only() {
    int[] labels = {0, 0, 0, 0, 0, 0, 1, 1, 2, 2};
    float[] confidence = {0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f, 0.4f, 0.5f, 0.6f};
    double[] share = {0.2, 0.6, 0.1, 0.1, 0};
    ClassCounts all = ClassCounts.of(labels, confidence, share, 0);
    assertThat(all.hit()).isEqualTo(3);
    assertThat(all.fair()).isEqualTo(3);
    ClassCounts confident = ClassCounts.of(labels, confidence, share, 0.8);
    assertThat(confident.hit()).isEqualTo(2);
    assertThat(confident.fair()).isEqualTo(1); // a fifth of 10 · 0.6 is more than one
    assertThat(confident.kl())
        .isEqualTo(all.kl()) // of all labels, confident or not
        .isCloseTo(
            0.6 * Math.log(0.6 / 0.2) + 0.2 * Math.log(0.2 / 0.6) + 0.2 * Math.log(0.2 / 0.1),
            within(1e-12));
  }

  @Test
  void rare_classes_have_the_largest_weight() {
    double[] share = {0.1, 0.7, 0, 0.2};
    double[] coverage = {0, 1, Double.NaN, 0.5};
    double weights = 1 / 0.1 + 1 / 0.7 + 1 / 0.2;
    assertThat(ClassCounts.rare(coverage, share))
        .isCloseTo((1 / 0.7 + 0.5 / 0.2) / weights, within(1e-12));
  }

  @Test
  void a_perfect_sampler_of_a_thousand_modes_reaches_all_and_has_the_ideal_divergence() {
    // 2n·KL is about chi-square distributed with 999 degrees of freedom: within five of its
    // standard
    // deviations
    int n = 50_000;
    double[] uniform = new double[1_000];
    Arrays.fill(uniform, 1e-3);
    int[] labels = new RandomKey(2).random().ints(n, 0, 1_000).toArray();
    StackedModeCounts.Values found = StackedModeCounts.of(labels, uniform);
    assertThat(found.modes()).isEqualTo(1_000);
    assertThat(found.kl()).isCloseTo(999.0 / (2 * n), within(5 * Math.sqrt(2 * 999) / 2 / n));
  }

  @Test
  void ten_modes_of_a_thousand_have_a_divergence_of_ln_100() {
    double[] uniform = new double[1_000];
    Arrays.fill(uniform, 1e-3);
    int[] labels = IntStream.range(0, 500).map(i -> 111 * (i % 10)).toArray();
    StackedModeCounts.Values found = StackedModeCounts.of(labels, uniform);
    assertThat(found.modes()).isEqualTo(10);
    assertThat(found.kl()).isCloseTo(Math.log(100), within(1e-9));
  }

  @Test
  void quality_is_one_half_at_its_constant_and_never_overflows() {
    assertThat(QualityDiversity.quality(new double[] {2}, 2)).isEqualTo(0.5);
    // 1 − e^r / (e^r + a), as printed in the paper
    double a = 5;
    assertThat(QualityDiversity.quality(new double[] {0, 3}, Math.log(a)))
        .isCloseTo(1 - (1 / (1 + a) + Math.exp(3) / (Math.exp(3) + a)) / 2, within(1e-12));
    assertThat(QualityDiversity.quality(new double[] {1e6}, 0)).isBetween(0.0, 1e-300);
  }

  @Test
  void diversity_across_classes_is_the_entropy_of_labels() {
    assertThat(QualityDiversity.entropy(new int[] {0, 1, 2, 3}, 4)).isCloseTo(1, within(1e-12));
    assertThat(QualityDiversity.entropy(new int[] {2, 2, 2}, 4)).isZero();
    assertThat(QualityDiversity.entropy(new int[] {0, 1}, 4)).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void diversity_within_classes_is_that_of_their_pairs() {
    // class 0 holds copies, class 1 two images, class 2 one image, which makes no pair
    float[] values = new float[5 * 64];
    SplittableRandom random = new RandomKey(3).random();
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 64 ? i / 64f : i < 128 ? values[i - 64] : random.nextFloat();
    }
    PointSet images = new PointSet(5, 64, values);
    double found =
        QualityDiversity.intra(
            images, new Domain.Images(1, 8, 8), new int[] {0, 0, 1, 1, 2}, new RandomKey(4));
    double pair;
    try (var _ = new Scope()) {
      pair =
          MultiScaleSsim.pairs(
              Ops.of(images.pick(new long[] {2}).values(), 1, 1, 8, 8),
              Ops.of(images.pick(new long[] {3}).values(), 1, 1, 8, 8))[0];
    }
    assertThat(found).isCloseTo((0 + 1 - pair) / 2, within(1e-9));
  }

  private static PointSet cloud(double[][] p) {
    float[] values = new float[p.length * p[0].length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) p[i / p[0].length][i % p[0].length];
    }
    return new PointSet(p.length, p[0].length, values);
  }

  private static double[] distribution(SplittableRandom random, int classes) {
    double[] p = random.doubles(classes).map(u -> u * u).toArray();
    double sum = Arrays.stream(p).sum();
    return Arrays.stream(p).map(v -> v / sum).toArray();
  }
}
