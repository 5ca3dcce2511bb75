package everymode.run;

import everymode.report.Png;
import everymode.tensor.Scope;
import everymode.train.Event;
import everymode.train.Stage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// Renders samples of the same latents before the first step, during each stage that trains
/// networks after 1, 2, 5, 10, 20, 50, 100, 150, 200, 300, 500, 700, 1,000 … steps, and at its end:
/// about 30 pictures of a million steps.
final class FrameWriter implements Watcher {

  private static final Set<Long> FIRST = Set.of(1L, 2L, 5L, 10L, 20L, 50L);
  private static final Set<Long> LATER = Set.of(10L, 15L, 20L, 30L, 50L, 70L);
  private static final int SAMPLES = 64;
  private static final int ACROSS = 8;

  private final WatchedRun run;
  private boolean begun; // a step was done since the start or the last resume

  FrameWriter(WatchedRun run) {
    this.run = run;
  }

  @Override
  public void on(Event event) {
    if (event instanceof Event.Started(long steps)) {
      removeAfter(steps);
      if (steps == 0 && run.trained().model().stage(0).orElse(null) instanceof Stage.Play) {
        render();
      }
    }
    if (event instanceof Event.Step step && !step.values().isEmpty()) {
      if (!begun) {
        begun = true;
        removeFormerEnd(step);
      }
      boolean part = step.stage().contains("/"); // one of many: a frame at its end suffices
      if (step.step() == step.steps() || (!part && due(step.step()))) {
        render();
      }
    }
  }

  /// Whether there is a picture after a number of steps of a stage.
  ///
  /// @param step at least 1
  static boolean due(long step) {
    long unit = 1;
    while (step / unit >= 100) {
      unit *= 10;
    }
    return step % unit == 0 && (unit == 1 ? FIRST : LATER).contains(step / unit);
  }

  private void render() {
    Trained trained = run.trained();
    if (trained.model().sampler().isEmpty() || trained.dataset().isEmpty()) {
      return;
    }
    Path file =
        trained
            .directory()
            .samples()
            .resolve(String.format(Locale.ROOT, "step-%08d.png", run.steps()));
    try (var _ = new Scope()) {
      var samples = Training.gallery(trained, SAMPLES);
      var picture = SampleImages.of(samples, trained.data().domain(), ACROSS);
      RunDirectory.write(file, Png.encode(picture));
    }
    run.emit(new Event.Frame(run.steps(), file));
  }

  /// Removes the frames of steps that a resume repeats.
  private void removeAfter(long steps) {
    removeFrom(steps + 1, Long.MAX_VALUE);
  }

  /// A prolonged training has the pictures of one that had the number of steps from the beginning.
  private void removeFormerEnd(Event.Step now) {
    if (now.step() > 1 && !due(now.step() - 1)) {
      removeFrom(run.steps() - 1, run.steps());
    }
  }

  private void removeFrom(long first, long end) {
    RunView view = new RunView(run.trained().directory());
    view.frames().subMap(first, end).values().forEach(RunDirectory::remove);
  }
}
