package everymode.run;

import everymode.alarm.Alarm;
import everymode.alarm.CollapseRule;
import everymode.alarm.Signal;
import everymode.alarm.SignalRecorder;
import everymode.alarm.Signals;
import everymode.config.ConfigRecords;
import everymode.train.Event;
import everymode.train.GradientObserver;
import everymode.train.TimeLimit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Watches the game of a training: writes `signals.jsonl`, one line a check, and raises alarms.
///
/// The rule is a function of these lines, which a resumed training reads again up to its
/// checkpoint: it needs no other state. Only the gradients at the first check after a stop are
/// those of fewer steps, and the rule does not use them.
final class AlarmWatcher implements Watcher {

  private static final String PARTS = "/"; // in the path of a stage within a part
  private static final String COVERED = "covered";
  static final String ALARM = "alarm";

  private final WatchedRun run;
  private final SignalRecorder recorder;
  private final JsonLines lines;
  private final int batchSize;
  private final boolean timed; // the number of steps is an estimate that changes
  private final List<Signals> seen = new ArrayList<>();
  private String raised = ""; // the alarm at the check before

  AlarmWatcher(WatchedRun run) {
    this.run = run;
    Trained trained = run.trained();
    lines = new JsonLines(trained.directory().signals());
    recorder = new SignalRecorder(trained.data(), trained.key("alarm"));
    var config = ConfigRecords.tree(trained.config());
    batchSize = config.path("batchSize").asInt(64);
    timed = config.path("steps").asLong() == TimeLimit.STEPS;
  }

  /// Whether coverage at the last check was at most a tenth below the best so far.
  boolean good() {
    double best = seen.stream().mapToDouble(check -> check.get(Signal.COVERAGE)).max().orElse(0);
    return raised.isEmpty() && best > 0 && seen.getLast().get(Signal.COVERAGE) >= 0.9 * best;
  }

  GradientObserver observer() {
    return recorder.observer();
  }

  @Override
  public void on(Event event) {
    switch (event) {
      case Event.Started(long steps) -> reread(steps);
      case Event.Step step when !step.stage().contains(PARTS) -> step(step);
      default -> {}
    }
  }

  private void step(Event.Step step) {
    long every = SignalRecorder.interval(timed ? 0 : step.steps(), batchSize);
    if (step.step() % every == 0) {
      recorder.at(step.step(), run.trained().model()).ifPresent(now -> check(now, step.steps()));
    }
    recorder.next((step.step() / every + 1) * every);
  }

  private void check(Signals signals, long steps) {
    seen.add(signals);
    Optional<Alarm> alarm = CollapseRule.at(seen, steps);
    String kind = alarm.map(found -> found.kind().words()).orElse("");
    ObjectNode line = Json.object().put("at", run.steps()).put("step", signals.step());
    for (Signal signal : Signal.values()) {
      if (signals.values().containsKey(signal)) {
        line.put(signal.key(), signals.get(signal));
      }
    }
    line.put(COVERED, HexFormat.of().formatHex(recorder.covered().toByteArray()));
    line.put(ALARM, kind);
    lines.append(line);
    boolean news = !kind.equals(raised);
    raised = kind;
    if (news) {
      alarm.ifPresent(found ->
          run.emit(new Event.Alarmed(run.steps(), found.kind().words(), found.sentence())));
    }
  }

  private void reread(long steps) {
    lines.retain(line -> line.path("at").asLong() <= steps);
    seen.clear();
    for (JsonNode line : lines.read()) {
      seen.add(signals(line));
      recorder.resume(BitSet.valueOf(HexFormat.of().parseHex(line.path(COVERED).asString(""))));
      raised = line.path(ALARM).asString("");
    }
  }

  /// The signals of a line.
  static Signals signals(JsonNode line) {
    Map<Signal, Double> values = new EnumMap<>(Signal.class);
    for (Signal signal : Signal.values()) {
      values.put(signal, line.path(signal.key()).asDouble(Double.NaN));
    }
    return new Signals(line.path("step").asLong(), values);
  }
}
