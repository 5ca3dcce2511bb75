package everymode.run;

import everymode.train.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.ObjectNode;

/// Writes `status.json`, from which other processes read the progress of a training: about once a
/// second while it runs, and when it stops, finishes or fails.
final class StatusFile implements Watcher {

  private static final long SECOND = 1_000_000_000L;

  private final WatchedRun run;
  private String stage = "";
  private long step;
  private long steps;
  private long written;

  StatusFile(WatchedRun run) {
    this.run = run;
  }

  @Override
  public void on(Event event) {
    switch (event) {
      case Event.Started _ -> write(RunView.State.RUNNING, "");
      case Event.Step now -> {
        stage = now.stage();
        step = now.step();
        steps = now.steps();
        if (System.nanoTime() - written > SECOND) {
          write(RunView.State.RUNNING, "");
        }
      }
      case Event.Stopped _ -> write(RunView.State.STOPPED, "");
      case Event.Failed failed -> write(RunView.State.FAILED, failed.message());
      case Event.Finished _ -> write(RunView.State.FINISHED, "");
      case Event.StageEnded _, Event.Measured _, Event.Frame _, Event.Alarmed _, Event.Saved _ -> {}
    }
  }

  private void write(RunView.State state, String message) {
    ObjectNode node = Json.object();
    node.put("format", RunView.Status.FORMAT).put("state", state.word());
    node.put("stage", stage).put("step", step).put("steps", steps);
    node.put("total", run.steps()).put("seconds", run.seconds());
    node.put("process", ProcessHandle.current().pid());
    node.put("updated", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (!message.isEmpty()) {
      node.put("message", message);
    }
    RunDirectory.write(run.trained().directory().status(), Json.file(node));
    written = System.nanoTime();
  }
}
