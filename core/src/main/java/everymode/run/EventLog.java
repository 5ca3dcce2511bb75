package everymode.run;

import everymode.train.Event;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Writes `events.jsonl`: one line every few steps with the mean values since the previous line.
final class EventLog implements Watcher {

  private static final int LINES = 1_000; // per stage, at most about

  private final WatchedRun run;
  private final JsonLines lines;
  private final Map<String, DoubleSummaryStatistics> values = new LinkedHashMap<>();

  EventLog(WatchedRun run) {
    this.run = run;
    lines = new JsonLines(run.trained().directory().events());
  }

  @Override
  public void on(Event event) {
    if (event instanceof Event.Started(long steps)) {
      lines.retain(line -> line.path("at").asLong() <= steps);
    }
    if (event instanceof Event.Step step) {
      step.values()
          .forEach((name, value) ->
              values.computeIfAbsent(name, _ -> new DoubleSummaryStatistics()).accept(value));
      if (step.step() % Math.max(1, step.steps() / LINES) == 0 || step.step() == step.steps()) {
        line(step);
      }
    }
  }

  private void line(Event.Step step) {
    ObjectNode node = Json.object();
    node.put("event", "step").put("stage", step.stage());
    node.put("step", step.step()).put("steps", step.steps()).put("at", run.steps());
    ObjectNode losses = node.putObject("losses");
    values.forEach((name, all) -> losses.put(name, all.getAverage()));
    values.clear();
    lines.append(node);
  }
}
