package everymode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.data.Dataset;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.tensor.Backend;
import everymode.train.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The main entry point.
final class EverymodeTest {

  private static final Dataset POINTS = Tiny.points();

  @Test
  void a_request_trains_samples_and_evaluates() {
    List<Event> seen = new ArrayList<>();
    var trained = Everymode.train("gmgan", POINTS).seed(3).steps(5).watch(seen::add).run();
    assertThat(seen).hasSize(6); // five steps and the end of the stage
    assertThat(trained.samples(7)).hasSize(14).doesNotContain(Float.NaN);
    assertThat(trained.evaluate().all()).containsKey("coverage");
  }

  @Test
  void equal_requests_give_equal_samples_and_other_seeds_different_ones() {
    var plan = Everymode.train("gan", POINTS).steps(3);
    assertThat(plan.run().samples(4)).isEqualTo(plan.run().samples(4));
    assertThat(plan.seed(2).run().samples(4)).isNotEqualTo(plan.run().samples(4));
  }

  @Test
  void a_training_for_some_time_is_one_of_the_steps_that_it_reached() {
    List<Event.Step> seen = new ArrayList<>();
    var plan = Everymode.train("gan", POINTS);
    var timed =
        plan.steps(3)
            .minutes(0.002)
            .watch(event -> {
              if (event instanceof Event.Step step) {
                seen.add(step);
              }
            })
            .run();
    long reached = seen.getLast().step();
    assertThat(timed.samples(4)).isEqualTo(plan.steps(reached).run().samples(4));
    assertThatThrownBy(() -> Everymode.train("pointwise", POINTS).minutes(1).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("does not train in one number of steps");
    assertThatThrownBy(() -> plan.minutes(0).run()).isInstanceOf(UsageException.class);
    assertThat(plan.minutes(1).steps(2).minutes()).isEmpty();
  }

  @Test
  void larger_samples_begin_with_the_same_rows() {
    var trained = Everymode.train("gan", POINTS).steps(1).run();
    assertThat(trained.samples(300)).startsWith(trained.samples(5));
  }

  @Test
  void the_thread_count_is_restored() {
    int before = Backend.threads();
    Everymode.train("gan", POINTS).steps(1).run();
    assertThat(Backend.threads()).isEqualTo(before);
  }

  @Test
  void reports_mistakes() {
    assertThatThrownBy(() -> Everymode.train("gm-gan", POINTS))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("gmgan");
    var plan = Everymode.train("gmgan", POINTS);
    assertThatThrownBy(() -> plan.set("prior.components=0").run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("prior.components must be at least 1, but is 0");
    assertThatThrownBy(() -> plan.set("prior.type=normal").run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("mixture");
  }
}
