package everymode.bench;

import everymode.alarm.Alarm;
import everymode.alarm.CollapseRule;
import everymode.alarm.Signals;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.RunView;
import everymode.statistics.BinomialBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Rates of the collapse alarm over finished trainings.
///
/// What a training was is decided by its final coverage of held-out rows alone, as a share of that
/// of training rows: *failed* below a half, *healthy* from three quarters on; what lies between
/// counts for neither.
final class AlarmRates {

  private static final double FAILED = 0.5;
  private static final double HEALTHY = 0.75;
  private static final double TAIL = 0.025;

  private AlarmRates() {}

  /// A training.
  ///
  /// @param coverage at its end, as a share of that of training rows
  /// @param alarm the first
  /// @param at share of the steps done at the first alarm
  private record Outcome(String name, double coverage, Optional<Alarm> alarm, double at) {

    boolean failed() {
      return coverage < FAILED;
    }

    boolean healthy() {
      return coverage >= HEALTHY;
    }

    boolean early() {
      return alarm.isPresent() && at < 0.5;
    }
  }

  public static void main(String[] arguments) throws IOException {
    List<Outcome> all = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      String name = line.split(" ", 2)[0];
      Path run = Path.of(arguments[1]).resolve(name);
      if (!line.startsWith("#") && Files.exists(run.resolve("metrics.json"))) {
        all.add(outcome(line, run));
      }
    }
    all.forEach(AlarmRates::print);
    List<Outcome> failed = all.stream().filter(Outcome::failed).toList();
    List<Outcome> healthy = all.stream().filter(Outcome::healthy).toList();
    rate("detected before half", failed.stream().filter(Outcome::early).count(), failed.size());
    rate("false alarms", healthy.stream().filter(o -> o.alarm.isPresent()).count(), healthy.size());
    IO.println((all.size() - failed.size() - healthy.size()) + " between");
  }

  private static Outcome outcome(String name, Path folder) {
    JsonNode coverage = Json.read(folder.resolve("metrics.json")).at("/scores/coverage");
    double share =
        coverage.path("value").asDouble() / coverage.path("trainingReference").asDouble();
    RunView view = new RunView(new RunDirectory(folder));
    long steps = view.status().orElseThrow().steps();
    List<Signals> checks = view.checks();
    for (int n = 1; n <= checks.size(); n++) {
      Optional<Alarm> alarm = CollapseRule.at(checks.subList(0, n), steps);
      if (alarm.isPresent()) {
        return new Outcome(name, share, alarm, (double) alarm.get().step() / steps);
      }
    }
    return new Outcome(name, share, Optional.empty(), Double.NaN);
  }

  private static void print(Outcome outcome) {
    String was = outcome.failed() ? "failed" : outcome.healthy() ? "healthy" : "between";
    String raised =
        outcome
            .alarm
            .map(
                alarm -> String.format(Locale.ROOT, "%s at %.2f", alarm.kind().words(), outcome.at))
            .orElse("-");
    IO.println(
        String.format(
            Locale.ROOT, "%-8s %.2f  %-30s %s", was, outcome.coverage, raised, outcome.name));
  }

  private static void rate(String what, long count, long of) {
    IO.println(
        String.format(
            Locale.ROOT,
            "%s %d of %d (95 %%: %.2f to %.2f)",
            what,
            count,
            of,
            BinomialBounds.lower(of, count, TAIL),
            1 - BinomialBounds.lower(of, of - count, TAIL)));
  }
}
