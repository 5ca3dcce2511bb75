package everymode.run.report;

import everymode.alarm.Signal;
import everymode.alarm.Signals;
import everymode.report.AlarmSection;
import everymode.report.Chart;
import everymode.report.Section;
import everymode.run.RunView;
import everymode.run.RunView.Raised;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// What the collapse alarm saw, for the report.
final class AlarmCurves {

  private static final List<Signal> SHOWN =
      List.of(
          Signal.COVERAGE,
          Signal.PRECISION,
          Signal.DUPLICATES,
          Signal.ENTROPY,
          Signal.SEPARATION,
          Signal.KEPT);

  private AlarmCurves() {}

  /// The section of a run; empty for one that was not watched.
  static Stream<Section> section(RunView view) {
    List<Signals> checks = view.checks();
    Map<String, List<Chart.Point>> shown = new LinkedHashMap<>();
    for (Signal signal : SHOWN) {
      List<Chart.Point> points =
          checks.stream()
              .filter(check -> check.values().containsKey(signal))
              .map(check -> new Chart.Point((double) check.step(), check.get(signal)))
              .toList();
      if (!points.isEmpty()) {
        shown.put(signal.key(), points);
      }
    }
    List<String> raised = view.alarms().stream().map(AlarmCurves::sentence).toList();
    return AlarmSection.of(raised, shown);
  }

  private static String sentence(Raised alarm) {
    return alarm.from() == alarm.to()
        ? String.format(
            Locale.ROOT, "The alarm was raised: %s, at step %,d.", alarm.kind(), alarm.from())
        : String.format(
            Locale.ROOT,
            "The alarm was raised: %s, from step %,d to step %,d.",
            alarm.kind(),
            alarm.from(),
            alarm.to());
  }
}
