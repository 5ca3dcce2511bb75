package everymode.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RisingScaleTest {

  private static final RisingScale SCALE = new RisingScale(200);

  @Test
  void the_first_steps_are_all_recorded_and_later_ones_in_proportion() {
    long[] steps = LongStream.rangeClosed(1, 1_000_000).filter(SCALE::holds).toArray();
    assertThat(steps)
        .hasSizeBetween(850, 1_000)
        .startsWith(LongStream.rangeClosed(1, 80).toArray());
    for (int i = 1; i < steps.length; i++) {
      assertThat(steps[i] - steps[i - 1]).isLessThanOrEqualTo(Math.max(1, steps[i] / 50));
    }
  }

  @Test
  void each_factor_of_ten_has_as_many() {
    for (long from : new long[] {1_000, 10_000, 100_000}) {
      assertThat(LongStream.rangeClosed(from + 1, 10 * from).filter(SCALE::holds).count())
          .isEqualTo(200);
    }
  }
}
