package everymode.neighbour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.metric.MemorisationMetrics;
import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemorisationTest {

  @Test
  void fresh_draws_are_as_near_to_training_as_to_held_out_rows() {
    // each of 1,000 samples is nearer to one of two equal sets: a fair coin except for shared
    // neighbours, of which a row has a few: within five doubled standard deviations
    try (var _ = new Scope()) {
      var memory = memory(normal("train", 1_000), normal("held", 1_000));
      Memorisation.Values fresh = memory.of(normal("fresh", 1_000));
      assertThat(fresh.closer()).isCloseTo(0.5, within(5 * 0.5 * 2 / Math.sqrt(1_000)));
      assertThat(fresh.ratio()).isCloseTo(1, within(0.1));
      assertThat(fresh.copies()).isZero();
      assertThat(fresh.repeats()).isZero();
    }
  }

  @Test
  void duplicates_of_training_rows_are_found() {
    try (var _ = new Scope()) {
      PointSet train = normal("train", 500);
      var memory = memory(train, normal("held", 500));
      PointSet fresh = normal("fresh", 60);
      PointSet fake = PointSet.join(List.of(train.pick(rows(140)), fresh));
      Memorisation.Values found = memory.of(fake);
      assertThat(found.copies()).isEqualTo(0.7);
      assertThat(found.closer()).isGreaterThanOrEqualTo(0.7);
      assertThat(found.ratio()).isZero();
    }
  }

  @Test
  void zeros_are_equal_whatever_their_sign() {
    PointSet train = new PointSet(2, 2, new float[] {0, 1, 5, 5});
    PointSet held = new PointSet(2, 2, new float[] {8, 8, 9, 9});
    Memorisation.Values found =
        memory(train, held).of(new PointSet(2, 2, new float[] {-0f, 1, 0, 1}));
    assertThat(found.copies()).isEqualTo(1);
    assertThat(found.repeats()).isEqualTo(0.5);
  }

  @Test
  void fingerprints_match_all_training_rows_and_no_held_out_row_that_differs_from_all() {
    Dataset data = Datasets.open("digits");
    RowFingerprints known = RowFingerprints.of(MemorisationMetrics.trainingBlocks(data));
    try (var _ = new Scope()) {
      PointSet train = PointSet.of(data.domain().units(data.train().all()));
      PointSet held = PointSet.of(data.domain().units(data.heldOut().all()));
      assertThat(
              IntStream.range(0, train.n()).allMatch(i -> known.has(RowFingerprints.of(train, i))))
          .isTrue();
      long same =
          IntStream.range(0, held.n())
              .filter(
                  i -> IntStream.range(0, train.n()).anyMatch(j -> held.squared(i, train, j) == 0))
              .count();
      assertThat(
              IntStream.range(0, held.n())
                  .filter(i -> known.has(RowFingerprints.of(held, i)))
                  .count())
          .isEqualTo(same);
    }
  }

  @Test
  void the_support_of_a_generator_with_few_distinct_samples_is_estimated() {
    // 2,000 draws of 100 distant points: about 2,000² / 200 pairs; the relative standard deviation
    // of the count is below √(2 · 100) / 2,000, so five of them are 4 %
    float[] values = new float[2_000];
    var random = new RandomKey(1).random();
    IntStream.range(0, 2_000).forEach(i -> values[i] = 10 * random.nextInt(100));
    try (var _ = new Scope()) {
      PointSet held =
          new PointSet(
              300, 1, PointSet.of(RandomTensors.normal(new RandomKey(2), 300, 1)).values());
      Memorisation.Values found = memory(held, held).of(new PointSet(2_000, 1, values));
      assertThat(found.support()).isCloseTo(100, within(4.0));
      assertThat(found.repeats()).isEqualTo(1 - 100 / 2_000.0);
    }
  }

  @Test
  void distinct_samples_give_no_support_estimate() {
    PointSet far = new PointSet(4, 1, new float[] {0, 100, 200, 300});
    PointSet held = new PointSet(3, 1, new float[] {0, 1, 2});
    assertThat(memory(held, held).of(far).support()).isInfinite();
  }

  @Test
  void ratios_are_medians_of_distance_ratios() {
    PointSet train = new PointSet(1, 1, new float[] {0});
    PointSet held = new PointSet(2, 1, new float[] {10, 12});
    // 2/8, 5/5, 8/2: nearer, tied, farther
    Memorisation.Values found = memory(train, held).of(new PointSet(3, 1, new float[] {2, 5, 8}));
    assertThat(found.ratio()).isEqualTo(1);
    assertThat(found.closer()).isEqualTo(0.5);
  }

  private static Memorisation memory(PointSet train, PointSet held) {
    return new Memorisation(train, held, RowFingerprints.of(train));
  }

  private static PointSet normal(String name, int n) {
    return PointSet.of(RandomTensors.normal(new RandomKey(3).fold(name), n, 5));
  }

  private static long[] rows(int n) {
    return IntStream.range(0, n).mapToLong(i -> i).toArray();
  }
}
