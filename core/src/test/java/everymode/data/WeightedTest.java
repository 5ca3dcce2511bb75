package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import everymode.Check;
import everymode.Tiny;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A set of 64 points whose rows are drawn with shares.
final class WeightedTest {

  private static final int N = 64;
  private static final Dataset POINTS = Tiny.points();

  /// Shares from 0 to large ones.
  private static double[] shares() {
    SplittableRandom random = new RandomKey(8).random();
    double[] share = random.doubles(N).map(x -> x * x * x).toArray();
    share[0] = 0;
    share[63] = 0;
    return share;
  }

  private static double[] only(int... rows) {
    double[] share = new double[N];
    for (int row : rows) {
      share[row] = 1;
    }
    return share;
  }

  private static long[] rows(Source source, long draw, int n, RandomKey key) {
    try (var _ = new Scope()) {
      return Ops.longs(source.batch(draw, n, key).row());
    }
  }

  @Test
  void batches_follow_the_shares() {
    double[] share = shares();
    double sum = Arrays.stream(share).sum();
    Source source = POINTS.weighted(share).batches();
    int[] seen = new int[N];
    int draws = 20;
    int n = 10_000;
    for (int draw = 0; draw < draws; draw++) {
      for (long row : rows(source, draw, n, new RandomKey(1))) {
        seen[(int) row]++;
      }
    }
    double all = (double) draws * n;
    double log = Math.log(2 * N / 1e-9); // Bernstein's bound for all rows together
    for (int i = 0; i < N; i++) {
      double p = share[i] / sum;
      assertThat(seen[i] / all)
          .as("row %d", i)
          .isCloseTo(p, within(Math.sqrt(2 * p * log / all) + 2 * log / (3 * all)));
    }
    assertThat(seen[0] + seen[63]).isZero();
  }

  @Test
  void equal_arguments_give_equal_batches() {
    Dataset weighted = POINTS.weighted(shares());
    Source source = weighted.batches();
    long[] first = rows(source, 0, 50, new RandomKey(1));
    long[] sixth = rows(source, 5, 50, new RandomKey(1));
    assertThat(rows(weighted.batches(), 5, 50, new RandomKey(1))).isEqualTo(sixth);
    assertThat(rows(source, 0, 50, new RandomKey(1))).isEqualTo(first).isNotEqualTo(sixth);
    assertThat(rows(source, 5, 50, new RandomKey(2))).isNotEqualTo(sixth);
    assertThat(rows(source, 5, 20, new RandomKey(1))).isEqualTo(Arrays.copyOf(sixth, 20));
  }

  @Test
  void a_batch_contains_the_rows_that_it_names() {
    try (var _ = new Scope()) {
      Batch batch = POINTS.weighted(shares()).batches().batch(3, 40, new RandomKey(1));
      long[] rows = Ops.longs(batch.row());
      Check.same(batch.x(), POINTS.train().x(rows));
      long[] label = Ops.longs(Objects.requireNonNull(POINTS.train().label()));
      assertThat(Ops.longs(Objects.requireNonNull(batch.label())))
          .isEqualTo(Arrays.stream(rows).map(row -> label[(int) row]).toArray());
    }
  }

  @Test
  void the_original_set_is_unchanged() {
    Dataset weighted = POINTS.weighted(only(3));
    assertThat(weighted.hash()).isEqualTo(POINTS.hash());
    assertThat(weighted.train()).isSameAs(POINTS.train());
    assertThat(rows(weighted.batches(), 0, N, new RandomKey(1))).containsOnly(3);
    assertThat(rows(POINTS.batches(), 0, N, new RandomKey(1))).doesNotHaveDuplicates();
  }

  @Test
  void shares_must_match_the_rows() {
    assertThatThrownBy(() -> POINTS.weighted(new double[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 shares do not fit 64 rows");
    assertThatThrownBy(() -> POINTS.weighted(only())).hasMessageContaining("sum above 0");
  }

  @Test
  void sampled_rows_are_distinct_and_sorted() {
    for (Dataset data : new Dataset[] {POINTS, POINTS.weighted(shares())}) {
      for (int n : new int[] {0, 1, 20, N}) {
        long[] some = data.sampleRows(n, new RandomKey(4));
        assertThat(some).hasSize(n).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.stream(some).boxed()).allMatch(row -> row >= 0 && row < N);
        assertThat(data.sampleRows(n, new RandomKey(4))).isEqualTo(some);
      }
      assertThat(data.sampleRows(20, new RandomKey(5)))
          .isNotEqualTo(data.sampleRows(20, new RandomKey(4)));
    }
  }

  @Test
  void rows_of_a_weighted_set_are_sampled_by_weight() {
    Dataset few = POINTS.weighted(only(60, 5, 33));
    assertThat(few.sampleRows(3, new RandomKey(1))).containsExactly(5, 33, 60);
    assertThat(few.sampleRows(10, new RandomKey(1))).contains(5, 33, 60);
    double[] share = new double[N];
    Arrays.fill(share, 1);
    share[40] = 1e12; // is missed with probability below 64 / 1e12 each time
    Dataset heavy = POINTS.weighted(share);
    assertThat(IntStream.range(0, 100).mapToObj(i -> heavy.sampleRows(1, new RandomKey(i))))
        .allMatch(some -> some[0] == 40);
  }
}
