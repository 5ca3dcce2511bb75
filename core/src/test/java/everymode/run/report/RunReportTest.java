package everymode.run.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.catalog.Datasets;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
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
