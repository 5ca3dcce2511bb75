package everymode.run.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.catalog.Datasets;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunReportTest {

  @Test
  void a_picture_of_points_shows_every_mode_although_rows_are_ordered_by_mode() {
    Dataset nine = Datasets.open("nine"); // 5,555 rows per mode
    Distribution.GaussianMixture modes = Objects.requireNonNull(nine.modes());
    try (var _ = new Scope()) {
      double[] x = Ops.doubles(RunReport.shown(nine.train(), 2_000, nine.domain()));
      long shown =
          IntStream.range(0, 2_000)
              .map(i -> modes.nearest(Arrays.copyOfRange(x, 2 * i, 2 * i + 2)))
              .distinct()
              .count();
      assertThat(shown).isEqualTo(9);
    }
  }

  @Test
  void of_many_pictures_the_first_the_last_and_some_between_are_shown() {
    List<Integer> all = IntStream.range(0, 32).boxed().toList();
    assertThat(RunReport.spread(all, 12))
        .containsExactly(0, 2, 5, 8, 11, 14, 16, 19, 22, 25, 28, 31);
    assertThat(RunReport.spread(all.subList(0, 12), 12)).isEqualTo(all.subList(0, 12));
    assertThat(RunReport.spread(all.subList(0, 13), 12)).hasSize(12).doesNotHaveDuplicates();
    assertThat(RunReport.spread(List.of(), 12)).isEmpty();
  }

  @Test
  void a_picture_shows_the_first_images_and_all_of_a_few_points() {
    Dataset digits = Datasets.open("digits");
    Dataset ring = Datasets.open("ring");
    try (var _ = new Scope()) {
      assertThat(Ops.floats(RunReport.shown(digits.train(), 64, digits.domain())))
          .isEqualTo(Ops.floats(digits.train().first(64)));
      assertThat(Ops.floats(RunReport.shown(ring.train(), 1_200, ring.domain())))
          .isEqualTo(Ops.floats(ring.train().all()));
    }
  }
}
