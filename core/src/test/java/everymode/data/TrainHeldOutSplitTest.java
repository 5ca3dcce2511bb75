package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrainHeldOutSplitTest {

  /// Rows that hold their own position.
  private static TrainHeldOutSplit split(long... label) {
    float[] x = new float[label.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return TrainHeldOutSplit.tenth("t", "rows", Rows.of(x, label, label.length, 1));
  }

  private static long[] positions(Rows rows) {
    try (var _ = new Scope()) {
      return Arrays.stream(Ops.doubles(rows.all())).mapToLong(Math::round).toArray();
    }
  }

  private static long count(Rows rows, long label) {
    return Arrays.stream(rows.labels()).filter(l -> l == label).count();
  }

  @ParameterizedTest
  @CsvSource({
    "1,0", "2,1", "4,1", "5,2", "11,2", "12,3", "19,3", "20,4", "44,4", "45,5", "54,5", "300,30"
  })
  void small_classes_have_held_out_rows_too(int rows, int held) {
    long[] label = new long[rows + 1_000];
    Arrays.fill(label, 0, rows, 7);
    TrainHeldOutSplit split = split(label);
    assertThat(count(split.held(), 7)).isEqualTo(held);
    assertThat(count(split.train(), 7)).isEqualTo(rows - held);
    assertThat(count(split.held(), 0)).isEqualTo(100);
    assertThat(split.own()).isFalse();
    assertThat(split.notes()).singleElement().asString().startsWith("A tenth of the rows of each");
  }

  @Test
  void every_row_is_in_one_part_with_its_label_and_the_choice_is_always_the_same() {
    long[] label = LongStream.range(0, 500).map(i -> i * i % 7).toArray();
    TrainHeldOutSplit split = split(label);
    long[] train = positions(split.train());
    long[] held = positions(split.held());
    assertThat(LongStream.concat(Arrays.stream(train), Arrays.stream(held)).sorted().toArray())
        .isEqualTo(LongStream.range(0, 500).toArray());
    assertThat(split.train().labels())
        .isEqualTo(Arrays.stream(train).map(i -> label[(int) i]).toArray());
    assertThat(split.held().labels())
        .isEqualTo(Arrays.stream(held).map(i -> label[(int) i]).toArray());
    assertThat(positions(split(label).held())).isEqualTo(held);
  }

  @Test
  void held_out_rows_are_spread_over_their_class() {
    long[] held = positions(split(new long[10_000]).held());
    assertThat(held).hasSize(1_000);
    // each thousand rows: 100 of them, with a standard deviation of 9
    for (int from = 0; from < 10_000; from += 1_000) {
      int first = from;
      assertThat(Arrays.stream(held).filter(i -> i / 1_000 == first / 1_000).count())
          .isBetween(60L, 140L);
    }
  }

  @Test
  void one_row_is_held_out_even_if_no_class_has_two() {
    TrainHeldOutSplit split = split(LongStream.range(0, 6).toArray());
    assertThat(split.held().labels()).containsExactly(5);
    assertThat(split.train().labels()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void rows_without_labels_are_split_by_their_position_alone() {
    Rows rows = Rows.of(new float[2_000], null, 2_000, 1);
    TrainHeldOutSplit split = TrainHeldOutSplit.tenth("t", "rows", rows);
    // five standard deviations of a binomial count of 2,000 × 0.1
    assertThat(split.held().size()).isBetween(133, 267);
    assertThat(split.train().size() + split.held().size()).isEqualTo(2_000);
    assertThat(split.notes()).singleElement().asString().startsWith("A tenth of the rows is held");
  }

  @Test
  void numbers_without_rows_are_no_classes() {
    Domain line = new Domain.Points(1);
    Rows train = Rows.of(new float[] {0, 1, 2}, new long[] {5, 1, 300}, 3, 1);
    Rows held = Rows.of(new float[] {3, 4}, new long[] {300, 4}, 2, 1);
    Dataset data = TrainHeldOutSplit.of(train, held).numbered("t", line);
    assertThat(data.classes()).containsExactly("1", "4", "5", "300");
    assertThat(data.train().labels()).containsExactly(2, 0, 3);
    assertThat(data.heldOut().labels()).containsExactly(3, 1);
    assertThat(positions(data.train())).containsExactly(0, 1, 2);
    assertThat(positions(data.heldOut())).containsExactly(3, 4);
    assertThat(data.hash()).isEqualTo(data.train().hash()).isNotEqualTo(train.hash());
  }

  @Test
  void numbers_from_0_are_kept_as_they_are() {
    Rows train = Rows.of(new float[] {0, 1, 2}, new long[] {2, 0, 0}, 3, 1);
    Rows held = Rows.of(new float[] {3}, new long[] {1}, 1, 1);
    Dataset data = TrainHeldOutSplit.of(train, held).numbered("t", new Domain.Points(1));
    assertThat(data.classes()).containsExactly("0", "1", "2");
    assertThat(data.train()).isSameAs(train);
    assertThat(data.hash()).isEqualTo(train.hash());
    Rows plain = Rows.of(new float[] {3}, null, 1, 1);
    assertThat(TrainHeldOutSplit.of(plain, plain).numbered("t", new Domain.Points(1)).classes())
        .isEmpty();
  }
}
