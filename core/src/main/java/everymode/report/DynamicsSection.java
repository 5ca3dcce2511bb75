package everymode.report;

import everymode.dynamics.Behaviour;
import everymode.dynamics.Game;
import everymode.dynamics.GameState;
import everymode.dynamics.Interval;
import everymode.dynamics.Means;
import everymode.dynamics.Trace;
import everymode.report.Chart.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// The report's section about a game of two Gaussians against two intervals.
public final class DynamicsSection {

  private static final String NOTE =
      """
      The generator moves two means; the discriminator is 1 on two intervals, whose ends it moves to where the data \
      are denser than the generator. Infinite ends are not drawn.\
      """;

  private DynamicsSection() {}

  /// What a game came to, in one sentence.
  public static String headline(Trace trace) {
    long steps = trace.moments().getLast().step();
    return String.format(
        Locale.ROOT,
        "%s: after %s %s the means are at %s; the target is %s.",
        capitalised(Behaviour.of(trace).words()),
        Format.count(steps),
        steps == 1 ? "step" : "steps",
        means(trace.last().means()),
        means(trace.game().target()));
  }

  private static String capitalised(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /// Distance and intervals at the end.
  private static String details(Trace trace) {
    GameState end = trace.last();
    long collapsed = end.discriminator().intervals().stream().filter(Behaviour::collapsed).count();
    String intervals =
        collapsed == 0 ? "No interval" : collapsed == 1 ? "One interval" : "Each interval";
    return String.format(
        Locale.ROOT,
        "At the end the total variation distance is %s. %s of the discriminator has vanished.",
        Format.number(trace.game().gap(end).totalVariation()),
        intervals);
  }

  private static String means(Means means) {
    return decimal(means.first()) + " and " + decimal(means.second());
  }

  static String decimal(double value) {
    if (Math.abs(value) >= 1e6) {
      return Format.number(value);
    }
    String number = String.format(Locale.ROOT, "%.3f", value);
    return Format.minus(number.equals("-0.000") ? "0.000" : number);
  }

  /// The section.
  ///
  /// @param frames the address of the page with the densities over the steps, relative to the
  ///   report
  public static Stream<Section> of(Trace trace, String frames) {
    String link =
        String.format(
            Locale.ROOT,
            "<p><a href=\"%s\">Densities and discriminator over the steps</a>, with a slider.</p>\n",
            Format.escape(frames));
    return Section.of(
        "Dynamics",
        NOTE,
        Html.paragraph(details(trace)) + meansChart(trace) + intervalsChart(trace) + link);
  }

  private static String meansChart(Trace trace) {
    Means target = trace.game().target();
    Map<String, List<Point>> series = new LinkedHashMap<>();
    series.put("first mean", points(trace, state -> state.means().first()));
    series.put("second mean", points(trace, state -> state.means().second()));
    series.put("first target", points(trace, _ -> target.first()));
    series.put("second target", points(trace, _ -> target.second()));
    return Chart.lines("Means", "step", series);
  }

  private static String intervalsChart(Trace trace) {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    put(series, trace, "first", state -> state.discriminator().first());
    put(series, trace, "second", state -> state.discriminator().second());
    return Chart.lines("Ends of the intervals", "step", series);
  }

  private static void put(
      Map<String, List<Point>> series,
      Trace trace,
      String name,
      Function<GameState, Interval> interval) {
    series.put(name + " left", points(trace, state -> interval.apply(state).left()));
    series.put(name + " right", points(trace, state -> interval.apply(state).right()));
  }

  private static List<Point> points(Trace trace, ToDoubleFunction<GameState> value) {
    List<Point> points = new ArrayList<>();
    for (Trace.Moment moment : trace.moments()) {
      points.add(new Point(moment.step(), value.applyAsDouble(moment.state())));
    }
    return points;
  }

  /// The trace as a table: step, means, ends of the intervals, total variation distance and mean
  /// error.
  ///
  /// @return CSV with a heading
  public static String csv(Trace trace) {
    StringBuilder csv =
        new StringBuilder(
            "step,mean1,mean2,left1,right1,left2,right2,total_variation,mean_error\n");
    Game game = trace.game();
    for (Trace.Moment moment : trace.moments()) {
      GameState s = moment.state();
      Interval first = s.discriminator().first();
      Interval second = s.discriminator().second();
      List<Double> values =
          List.of(
              s.means().first(),
              s.means().second(),
              first.left(),
              first.right(),
              second.left(),
              second.right(),
              game.gap(s).totalVariation(),
              s.means().error(game.target()));
      csv.append(moment.step());
      values.forEach(value -> csv.append(',').append(value));
      csv.append('\n');
    }
    return csv.toString();
  }
}
