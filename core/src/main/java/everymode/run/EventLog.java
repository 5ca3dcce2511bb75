package everymode.run;

import everymode.train.Event;
import everymode.train.RisingScale;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Writes `events.jsonl`: the mean values since the previous line, of each of the first steps of a
/// stage, then at distances of about one percent: 900 lines for a million steps.
final class EventLog implements Watcher {

  private static final RisingScale LINES = new RisingScale(200);

  private final WatchedRun run;
  private final JsonLines lines;
  private final Map<String, DoubleSummaryStatistics> values = new LinkedHashMap<>();
  private boolean begun; // a step was done since the start or the last resume

  EventLog(WatchedRun run) {
    this.run = run;
    lines = new JsonLines(run.trained().directory().events());
  }

  @Override
  public void on(Event event) {
    if (event instanceof Event.Started(long steps)) {
      lines.retain(line -> line.path("at").asLong() <= steps);
    }
    if (event instanceof Event.Alarmed(long _, String kind, String sentence)) {
      ObjectNode node = Json.object().put("event", "alarm").put("at", run.steps());
      lines.append(node.put("kind", kind).put("message", sentence));
    }
    if (event instanceof Event.Step step) {
      if (!begun) {
        begun = true;
        removeFormerEnd(step);
      }
      step.values()
          .forEach((name, value) ->
              values.computeIfAbsent(name, _ -> new DoubleSummaryStatistics()).accept(value));
      if (LINES.holds(step.step()) || step.step() == step.steps()) {
        line(step);
      }
    }
  }

  /// A prolonged training has the lines of one that had the number of steps from the beginning.
  private void removeFormerEnd(Event.Step now) {
    long before = now.step() - 1;
    if (!LINES.holds(before)) {
      lines.retain(line ->
          line.path("step").asLong() != before
              || !line.path("stage").asString("").equals(now.stage()));
    }
  }

  private void line(Event.Step step) {
    ObjectNode node = Json.object();
    node.put("event", "step").put("stage", step.stage());
    node.put("step", step.step()).put("at", run.steps());
    ObjectNode losses = node.putObject("losses");
    values.forEach((name, all) -> losses.put(name, all.getAverage()));
    values.clear();
    lines.append(node);
  }
}
