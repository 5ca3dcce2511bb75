package everymode.run;

import everymode.report.Png;
import everymode.tensor.Scope;
import everymode.train.Event;
import java.nio.file.Path;
import java.util.Locale;

/// Renders samples of the same latents ten times during each stage that trains networks.
record FrameWriter(WatchedRun run) implements Watcher {

  private static final int FRAMES = 10;
  private static final int SAMPLES = 64;
  private static final int ACROSS = 8;

  @Override
  public void on(Event event) {
    if (event instanceof Event.Started(long steps)) {
      removeAfter(steps);
    }
    if (event instanceof Event.Step step && !step.values().isEmpty()) {
      boolean part = step.stage().contains("/"); // one of many: a frame at its end suffices
      long every = part ? step.steps() : Math.max(1, step.steps() / FRAMES);
      if (step.step() % every == 0) {
        render();
      }
    }
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
    RunView view = new RunView(run.trained().directory());
    view.frames().tailMap(steps + 1).values().forEach(RunDirectory::remove);
  }
}
