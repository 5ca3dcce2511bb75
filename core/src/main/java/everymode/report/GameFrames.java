package everymode.report;

import everymode.dynamics.Discriminator;
import everymode.dynamics.Game;
import everymode.dynamics.GameState;
import everymode.dynamics.Interval;
import everymode.dynamics.Means;
import everymode.dynamics.Trace;
import everymode.dynamics.Trace.Moment;
import everymode.report.SvgWriter.LegendEntry;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A page with the densities and the discriminator at several steps, one at a time with a slider.
/// Without scripts, all are shown one below the other.
public final class GameFrames {
  private static final double MARGIN = 3.5; // beyond the outermost mean
  private static final double WIDEST = 12;
  private static final int POINTS = 110;
  private static final double HEIGHT = 170;
  private static final double PEAK = 0.42; // above the density of two Gaussians at one place
  private static final int STRIP = 12;

  private static final String SCRIPT =
      """
      const frames = [...document.querySelectorAll('figure')];
      const slider = document.querySelector('input');
      const show = () => frames.forEach((frame, i) => { frame.hidden = i !== Number(slider.value); });
      slider.closest('p').hidden = false;
      slider.addEventListener('input', show);
      show();
      """;

  private GameFrames() {}

  /// Writes the page.
  ///
  /// @param moments the frames, a part of the trace
  /// @return a complete HTML page
  public static String html(Trace trace, List<Moment> moments) {
    double reach =
        Stream.concat(
                Stream.of(trace.game().target()),
                moments.stream().map(moment -> moment.state().means()))
            .mapToDouble(Means::size)
            .max()
            .orElse(0);
    double edge = Math.min(WIDEST, reach + MARGIN);
    String frames =
        moments.stream()
            .map(moment -> figure(trace.game(), moment, edge))
            .collect(Collectors.joining());
    String body =
        String.format(
            Locale.ROOT,
            """
            <header>
            <h1>Densities and discriminator</h1>
            <p class="verdict">%s</p>
            </header>
            <p hidden><label>Step <input type="range" min="0" max="%d" value="0" style="width: 100%%"></label></p>
            """,
            Format.escape(DynamicsSection.headline(trace)),
            moments.size() - 1);
    return Html.page("Densities and discriminator", SCRIPT, body + frames);
  }

  private static String figure(Game game, Moment moment, double edge) {
    GameState state = moment.state();
    String caption =
        String.format(
            Locale.ROOT,
            "Step %s: means %s and %s, total variation distance %s, mean error %s",
            Format.count(moment.step()),
            DynamicsSection.decimal(state.means().first()),
            DynamicsSection.decimal(state.means().second()),
            Format.number(game.gap(state).totalVariation()),
            Format.number(state.means().error(game.target())));
    return "<figure>\n"
        + draw(game, state, edge, caption)
        + "<figcaption>"
        + Format.escape(caption)
        + "</figcaption></figure>\n";
  }

  private static String draw(Game game, GameState state, double edge, String caption) {
    SvgWriter svg = new SvgWriter();
    double top =
        svg.legend(
                List.of(
                    line("data", "line real"),
                    line("generator", "line s0"),
                    LegendEntry.box("discriminator is 1", "good"),
                    LegendEntry.box("crossed", "bad")))
            + 8;
    LinearAxis x = new LinearAxis(-edge, edge, 8, SvgWriter.WIDTH - 8);
    LinearAxis y = new LinearAxis(0, PEAK, top + HEIGHT, top);
    curve(svg, "line real", x, y, at -> density(game.target(), at));
    curve(svg, "line s0", x, y, at -> density(state.means(), at));
    double strip = top + HEIGHT + 4;
    for (Interval interval : intervals(state.discriminator())) {
      double from = x.at(Math.clamp(Math.min(interval.left(), interval.right()), -edge, edge));
      double to = x.at(Math.clamp(Math.max(interval.left(), interval.right()), -edge, edge));
      svg.box(interval.length() < 0 ? "bad" : "good", from, strip, to - from, STRIP);
    }
    double axis = strip + STRIP + 4;
    svg.line("rule", x.from(), axis, x.to(), axis);
    for (double tick : x.ticks()) {
      svg.line("rule", x.at(tick), axis, x.at(tick), axis + 4);
      svg.text("soft mid", x.at(tick), axis + 16, x.label(tick));
    }
    return svg.done("Densities and discriminator", Stream.of(caption + "."), axis + 24);
  }

  private static LegendEntry line(String name, String cssClass) {
    return new LegendEntry(name, (svg, x, y) -> svg.line(cssClass, x + 1, y, x + 15, y));
  }

  private static List<Interval> intervals(Discriminator discriminator) {
    return discriminator.intervals().stream().filter(i -> i.left() != i.right()).toList();
  }

  private static double density(Means means, double x) {
    return (gaussian(x - means.first()) + gaussian(x - means.second())) / 2;
  }

  private static double gaussian(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static void curve(
      SvgWriter svg, String cssClass, LinearAxis x, LinearAxis y, DoubleUnaryOperator density) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i <= POINTS; i++) {
      double at = x.low() + (x.high() - x.low()) * i / POINTS;
      path.append(i == 0 ? 'M' : 'L')
          .append(SvgWriter.at(x.at(at), y.at(density.applyAsDouble(at))));
    }
    svg.path(cssClass, path);
  }
}
