package everymode.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Densities, losses and optimal discriminators.
final class DensityGapTest {

  private static final Means TARGET = new Means(-0.5, 0.5);
  private static final Offset<Double> EXACT = within(1e-8);

  private static DensityGap gap(double first, double second) {
    return new DensityGap(TARGET, new Means(first, second));
  }

  /// Means that are equal, nearly equal, or far apart.
  private static DensityGap drawn(SplittableRandom random) {
    double near = Math.pow(10, random.nextDouble(-12, 0.3));
    Means target = Means.drawn(3, random);
    Means generator =
        switch (random.nextInt(4)) {
          case 0 -> new Means(target.first() + near, target.second() - near * random.nextDouble());
          case 1 -> new Means(target.second(), target.second() + near);
          default -> Means.drawn(3, random);
        };
    return new DensityGap(target, generator);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1, -1.1131530561, 1.1131530561, Infinity, Infinity, 0.1490052406, -0.17680743, 0.17680743",
    "0.2, 0.9, -Infinity, 0.1457810013, Infinity, Infinity, 0.1993187893, 0.19917816, 0.15009170",
    "-0.9, -0.1, -0.1451903049, Infinity, Infinity, Infinity, 0.1793801856, -0.15002482, -0.19926757",
    "0.3, 2.5, -Infinity, 1.1132841331, Infinity, Infinity, 0.4010388691, 0.14330196, 0.07626233",
    "-2.5, 2.5, -1.5924152491, 1.5924152491, Infinity, Infinity, 0.6624465136, -0.13208769, 0.13208769",
    "-0.3, 0.3, -Infinity, -1.0290833849, 1.0290833849, Infinity, 0.0366101310, 0.07044563, -0.07044563",
    "0, 0, -Infinity, -1.0209576910, 1.0209576910, Infinity, 0.0580588657, 0, 0"
  })
  void optimal_discriminators_are_those_of_the_reference(
      double first,
      double second,
      double left1,
      double right1,
      double left2,
      double right2,
      double totalVariation,
      double byFirst,
      double bySecond) {
    DensityGap gap = gap(first, second);
    Discriminator best = gap.optimal();
    same(best.first().left(), left1);
    same(best.first().right(), right1);
    same(best.second().left(), left2);
    same(best.second().right(), right2);
    assertThat(gap.totalVariation()).isCloseTo(totalVariation, EXACT);
    assertThat(gap.loss(best)).isCloseTo(1 + totalVariation, EXACT);
    assertThat(gap.gradient(best).first()).isCloseTo(byFirst, EXACT);
    assertThat(gap.gradient(best).second()).isCloseTo(bySecond, EXACT);
  }

  private static void same(double end, double reference) {
    if (Double.isInfinite(reference)) {
      assertThat(end).isEqualTo(reference);
    } else {
      assertThat(end).isCloseTo(reference, EXACT);
    }
  }

  @Test
  void gradients_are_differences_of_the_loss() {
    SplittableRandom random = new RandomKey(1).random();
    double h = 1e-5;
    for (int i = 0; i < 200; i++) {
      DensityGap gap = drawn(random);
      double[] ends = random.doubles(4, -3, 3).toArray();
      Discriminator discriminator = Discriminator.of(ends);
      Means m = gap.generator();
      Means gradient = gap.gradient(discriminator);
      double byFirst = difference(gap, new Means(h, 0), discriminator);
      double bySecond = difference(gap, new Means(0, h), discriminator);
      assertThat(gradient.first()).isCloseTo(byFirst, within(1e-9));
      assertThat(gradient.second()).isCloseTo(bySecond, within(1e-9));
      for (int j = 0; j < 4; j++) {
        double[] more = ends.clone();
        double[] less = ends.clone();
        more[j] += h;
        less[j] -= h;
        double slope =
            (gap.loss(Discriminator.of(more)) - gap.loss(Discriminator.of(less))) / (2 * h);
        assertThat((j % 2 == 0 ? -1 : 1) * gap.at(ends[j])).isCloseTo(slope, within(1e-9));
      }
      double x = ends[0];
      DensityGap.Local local = gap.local(x);
      assertThat(local.value()).isCloseTo(gap.at(x), within(1e-15));
      assertThat(local.slope()).isCloseTo((gap.at(x + h) - gap.at(x - h)) / (2 * h), within(1e-9));
      double byMean =
          new DensityGap(gap.target(), m.plus(h, new Means(1, 0))).at(x)
              - new DensityGap(gap.target(), m.plus(-h, new Means(1, 0))).at(x);
      assertThat(local.byMeans().first()).isCloseTo(byMean / (2 * h), within(1e-9));
    }
  }

  private static double difference(DensityGap gap, Means by, Discriminator discriminator) {
    double more = new DensityGap(gap.target(), gap.generator().plus(1, by)).loss(discriminator);
    double less = new DensityGap(gap.target(), gap.generator().plus(-1, by)).loss(discriminator);
    return (more - less) / (2 * (by.first() + by.second()));
  }

  @Test
  void the_largest_loss_is_one_plus_half_the_integral_of_the_absolute_gap() {
    SplittableRandom random = new RandomKey(2).random();
    for (int i = 0; i < 25; i++) {
      DensityGap gap = drawn(random);
      int n = 160_000;
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += Math.abs(gap.at(-15 + 30 * (k + 0.5) / n));
      }
      assertThat(gap.totalVariation()).isCloseTo(sum * 30 / n / 2, EXACT);
    }
  }

  @Test
  void no_other_discriminator_has_a_larger_loss() {
    SplittableRandom random = new RandomKey(3).random();
    for (int i = 0; i < 50; i++) {
      DensityGap gap = drawn(random);
      double best = gap.loss(gap.optimal());
      for (int k = 0; k < 1_000; k++) {
        double loss = gap.loss(Discriminator.of(random.doubles(4, -6, 6).sorted().toArray()));
        assertThat(loss).isLessThanOrEqualTo(best + 1e-14);
      }
    }
  }

  @Test
  void there_are_at_most_three_roots_and_none_is_missed() {
    SplittableRandom random = new RandomKey(4).random();
    int[] found = new int[4];
    for (int i = 0; i < 600; i++) {
      DensityGap gap = drawn(random);
      ExponentialSum sum = ExponentialSum.of(gap.target(), gap.generator());
      double[] roots = sum.roots();
      assertThat(roots).hasSizeBetween(1, 3).isSorted().doesNotHaveDuplicates();
      found[roots.length]++;
      // As many sign changes as on a grid, or more, where two are between neighbouring points.
      double[] signs =
          DoubleStream.iterate(-15, x -> x <= 15, x -> x + 0.01)
              .map(x -> Math.signum(sum.scaled(x)))
              .filter(sign -> sign != 0)
              .toArray();
      long changes = 0;
      for (int k = 1; k < signs.length; k++) {
        changes += signs[k] == signs[k - 1] ? 0 : 1;
      }
      long near = Arrays.stream(roots).filter(root -> Math.abs(root) < 15).count();
      assertThat(near).isGreaterThanOrEqualTo(changes);
      assertThat((near - changes) % 2).as("%s", gap).isZero();
    }
    assertThat(found[1]).isPositive();
    assertThat(found[2]).isPositive();
    assertThat(found[3]).isPositive();
  }

  @Test
  void the_roots_of_nearly_equal_densities_are_found() {
    DensityGap gap = gap(-0.5 - 1e-4, 0.5 + 1e-4 + 1e-9);
    double[] roots = ExponentialSum.of(gap.target(), gap.generator()).roots();
    assertThat(roots).hasSize(2);
    for (double root : roots) {
      assertThat(gap.at(root - 1e-6) * gap.at(root + 1e-6)).isNegative();
    }
  }

  @Test
  void equal_densities_have_no_best_discriminator_and_no_gradient() {
    for (DensityGap gap : new DensityGap[] {gap(-0.5, 0.5), gap(0.5, -0.5)}) {
      assertThat(gap.optimal()).isEqualTo(new Discriminator(Interval.EMPTY, Interval.EMPTY));
      assertThat(gap.totalVariation()).isZero();
      assertThat(gap.gradient(gap.optimal())).isEqualTo(Means.ZERO);
    }
    Means zeros = new Means(-0.0, 0.0);
    assertThat(new DensityGap(zeros, new Means(0.0, 0.0)).totalVariation()).isZero();
  }

  @Test
  void infinite_ends_give_numbers() {
    DensityGap gap = gap(0.2, 0.9);
    Discriminator whole =
        Discriminator.of(
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY);
    assertThat(gap.loss(whole)).isCloseTo(1, within(1e-15));
    assertThat(gap.gradient(whole)).isEqualTo(Means.ZERO);
    assertThat(Interval.EMPTY.length()).isZero();
  }
}
