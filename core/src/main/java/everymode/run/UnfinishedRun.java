package everymode.run;

import everymode.train.TimeLimit;
import everymode.train.TrainingLoop;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A run whose newest checkpoint is not that of its last step.
///
/// @param trained the run
/// @param at where its training stood
public record UnfinishedRun(Trained trained, TrainingLoop.Position at) {

  /// The run, if it is unfinished.
  public static Optional<UnfinishedRun> of(Trained trained) {
    return trained.unfinished().map(at -> new UnfinishedRun(trained, at));
  }

  /// How far it came, and how to go on.
  ///
  /// @return such as `The training was stopped at step 20,268 of 1,000,000; …`
  public String sentence() {
    boolean running =
        new RunView(trained.directory())
            .status()
            .filter(now -> now.state() == RunView.State.RUNNING)
            .isPresent();
    return running
        ? "The training is not finished; this is its state at " + place() + "."
        : String.format(
            Locale.ROOT,
            "The training was stopped at %s%s; continue it with './everymode resume %s'.",
            place(),
            alarm(),
            trained.directory().path());
  }

  /// The alarm of the last check, if there was one.
  private String alarm() {
    List<RunView.Raised> alarms = new RunView(trained.directory()).alarms();
    return alarms.isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", and the collapse alarm had said '%s' at step %,d",
            alarms.getLast().kind(),
            alarms.getLast().to());
  }

  private String place() {
    OptionalDouble minutes = StepsChange.minutes(trained);
    if (at.steps() == TimeLimit.STEPS && minutes.isPresent()) {
      return String.format(
          Locale.ROOT,
          "step %,d, after %.1f of %.1f minutes",
          at.step(),
          trained.seconds() / 60,
          minutes.getAsDouble());
    }
    String step =
        at.steps() > 0
            ? String.format(Locale.ROOT, "step %,d of %,d", at.step(), at.steps())
            : String.format(Locale.ROOT, "step %,d", trained.steps());
    return counted() ? step : step + ", in the stage '" + at.stage() + "'";
  }

  /// The number of steps with which a training from the beginning gives this state; empty where
  /// none does.
  public OptionalLong steps() {
    return counted() ? OptionalLong.of(at.step()) : OptionalLong.empty();
  }

  /// Whether the configuration's number of steps is that of the stage.
  private boolean counted() {
    OptionalLong all = Recipe.steps(trained.config());
    return at.steps() > 0 && all.isPresent() && all.getAsLong() == at.steps();
  }
}
