package everymode.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RareClassesTest {

  /// A set with the given numbers of training rows of the classes `c0`, `c1`, …
  private static Dataset data(int... rows) {
    long[] label =
        IntStream.range(0, rows.length)
            .boxed()
            .flatMapToLong(c -> LongStream.generate(() -> c).limit(rows[c]))
            .toArray();
    Rows train = Rows.of(new float[label.length], label, label.length, 1);
    List<String> names = IntStream.range(0, rows.length).mapToObj(c -> "c" + c).toList();
    return TrainHeldOutSplit.of(train, train).dataset("t", new Domain.Points(1), names);
  }

  @Test
  void a_class_without_training_rows_and_one_with_few_are_named() {
    assertThat(data(9, 0, 5, 4).warnings())
        .containsExactly(
            "Class c1 has no training rows, so no model can learn it; add some, or leave it out.",
            "Class c3 has fewer than 5 training rows, so it can hardly ever be judged; add some.");
    assertThat(data(9, 0, 5, 4).classRows()).containsExactly(9, 0, 5, 4);
  }

  @Test
  void many_classes_are_counted() {
    int[] rows = new int[1_010];
    Arrays.fill(rows, 0, 3, 1);
    assertThat(data(rows).warnings())
        .containsExactly(
            "Classes c3, c4, c5, c6, c7 and 1,002 more have no training rows, so no model can learn them; add some, or leave them out.",
            "Classes c0, c1, c2 have fewer than 5 training rows, so they can hardly ever be judged; add some.");
  }

  @Test
  void large_classes_and_rows_without_labels_cause_no_warning() {
    assertThat(data(5, 6).warnings()).isEmpty();
    Rows plain = Rows.of(new float[2], null, 2, 1);
    assertThat(
            TrainHeldOutSplit.of(plain, plain)
                .dataset("t", new Domain.Points(1), List.of())
                .warnings())
        .isEmpty();
  }
}
