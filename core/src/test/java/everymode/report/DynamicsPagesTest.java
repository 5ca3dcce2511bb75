package everymode.report;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.dynamics.Discriminator;
import everymode.dynamics.Dynamics;
import everymode.dynamics.Game;
import everymode.dynamics.GameState;
import everymode.dynamics.IntervalRule;
import everymode.dynamics.Means;
import everymode.dynamics.Trace;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Pages and sections about games.
final class DynamicsPagesTest {

  private static Trace trace(Dynamics dynamics, long steps) {
    Game game = new Game(new Means(-0.5, 0.5), dynamics, IntervalRule.SIGNED, 0.1, 0.1);
    GameState start = new GameState(new Means(-1, 1), Discriminator.of(-1, 1, 2.2, 2.3));
    return Trace.of(game, start, steps, 20);
  }

  private static Section section(Trace trace) {
    return DynamicsSection.of(trace, "pictures/dynamics.html").findFirst().orElseThrow();
  }

  @Test
  void a_frame_shows_densities_and_intervals_that_are_open_or_crossed() {
    Trace trace = trace(new Dynamics.Simultaneous(), 30);
    String page = GameFrames.html(trace, trace.moments());
    assertThat(page.split("<figure>", -1)).hasSize(trace.moments().size() + 1);
    assertThat(page)
        .contains("Step 0: means −1.000 and 1.000, total variation distance 0.149")
        .contains("script-src 'unsafe-inline'", "max=\"" + (trace.moments().size() - 1) + "\"")
        .doesNotContain("NaN", "Infinity", "href", "src=\"http");
    // The legend has one box of each; the second interval is open at first and crossed at last.
    String first = GameFrames.html(trace, trace.moments().subList(0, 1));
    String last = GameFrames.html(trace, List.of(trace.moments().getLast()));
    assertThat(first.split("class=\"good\"", -1)).hasSize(1 + 3);
    assertThat(last.split("class=\"good\"", -1)).hasSize(1 + 2);
    assertThat(last.split("class=\"bad\"", -1)).hasSize(1 + 2);
  }

  @Test
  void infinite_ends_are_drawn_to_the_edge_and_left_out_of_curves() {
    Trace trace = trace(new Dynamics.Optimal(), 300);
    assertThat(GameFrames.html(trace, trace.moments())).doesNotContain("NaN", "Infinity");
    assertThat(section(trace).html())
        .contains("No interval of the discriminator has vanished.")
        .doesNotContain("NaN", "Infinity");
    assertThat(DynamicsSection.csv(trace)).contains(",Infinity,Infinity,");
  }

  @Test
  void one_step_and_none_are_named() {
    assertThat(DynamicsSection.headline(trace(new Dynamics.Optimal(), 1)))
        .isEqualTo(
            "Not settled: after 1 step the means are at −0.982 and 0.982; the target is −0.500 and 0.500.");
    assertThat(DynamicsSection.headline(trace(new Dynamics.Optimal(), 0)))
        .startsWith("Not settled: after 0 steps the means are at −1.000 and 1.000");
    assertThat(section(trace(new Dynamics.Optimal(), 0)).html()).contains("pictures/dynamics.html");
  }

  @Test
  void small_negative_numbers_have_no_sign() {
    assertThat(DynamicsSection.decimal(-0.0004)).isEqualTo("0.000");
    assertThat(DynamicsSection.decimal(-0.0006)).isEqualTo("−0.001");
  }

  @Test
  void a_square_shades_shares_and_leaves_places_out() {
    String svg = Chart.square("t", "x", "y", 1, new double[][] {{Double.NaN, 1}, {0.5, 0}});
    assertThat(svg.split("<rect class=\"shade8\"", -1)).hasSize(1 + 2); // one in the legend
    assertThat(svg.split("<rect class=\"shade4\"", -1)).hasSize(1 + 2);
    assertThat(svg.split("<rect class=\"shade0\"", -1)).hasSize(1 + 2);
    assertThat(svg).contains("y, row 1 from below: 100 %.").doesNotContain("NaN");
  }

  @Test
  void a_headline_takes_the_place_of_the_verdict() {
    assertThat(ReportVerdict.of(Example.withHeadline("All is well.")).sentence())
        .isEqualTo("All is well.");
  }
}
