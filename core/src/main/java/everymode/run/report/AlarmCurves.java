package everymode.run.report;

import everymode.alarm.Alarm;
import everymode.alarm.CollapseRule;
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
    return AlarmSection.of(raised.isEmpty() ? List.of(silence(checks.size())) : raised, shown);
  }

  private static String silence(int checks) {
    return checks < CollapseRule.FEWEST
        ? String.format(
            Locale.ROOT,
            "No alarm could be raised: that takes %d checks, and there were %d.",
            CollapseRule.FEWEST,
            checks)
        : String.format(Locale.ROOT, "No alarm was raised in %d checks.", checks);
  }

  private static String sentence(Raised alarm) {
    String when =
        alarm.from() == alarm.to()
            ? String.format(Locale.ROOT, "at step %,d", alarm.from())
            : String.format(Locale.ROOT, "from step %,d to step %,d", alarm.from(), alarm.to());
    return String.format(
        Locale.ROOT, "The alarm was raised: %s, %s%s.", alarm.kind(), when, remedy(alarm));
  }

  private static String remedy(Raised alarm) {
    return Alarm.Kind.of(alarm.kind()).map(kind -> "; " + kind.remedy()).orElse("");
  }
}
