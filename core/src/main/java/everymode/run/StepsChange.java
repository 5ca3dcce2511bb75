package everymode.run;

import everymode.error.UsageException;
import everymode.train.TimeLimit;
import everymode.train.TrainingLoop;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A change of a run's number of steps, or of the time that ends it in the place of a number.
///
/// The former configuration is recorded in the provenance before the recipe is changed, so that a
/// process that is killed at any time leaves a run that resumes, to the former number or to the new
/// one. A run that time will end has [TimeLimit#STEPS] steps in its configuration until then, and
/// the time in its provenance.
///
/// @param from the run with the former number
/// @param to the same run with the new one; the same object if it does not change
/// @param minutes the training time that ends or ended the run; empty for a number of steps
record StepsChange(Trained from, Trained to, OptionalDouble minutes) {

  private static final String CHANGES = "stepsChanged";
  private static final String MINUTES = "minutes";
  private static final long NONE = -1; // of a family that does not train in a number of steps

  /// What a resumption changes; nothing is written yet.
  ///
  /// @throws UsageException when the family does not train in one number of steps
  static StepsChange of(Trained run, Training.Resumption resumption) {
    OptionalDouble before = minutes(run);
    if (resumption.steps().isPresent()) {
      Trained to = built(run, resumption.steps().getAsLong(), "--steps");
      return new StepsChange(run, to, OptionalDouble.empty());
    }
    if (resumption.minutes().isPresent()) {
      double further = TimeLimit.seconds(resumption.minutes().getAsDouble());
      boolean open = steps(run) == TimeLimit.STEPS;
      Trained to = open ? run : built(run, TimeLimit.STEPS, "--minutes");
      double done = Double.isFinite(run.seconds()) ? run.seconds() : 0;
      return new StepsChange(run, to, OptionalDouble.of((done + further) / 60));
    }
    return new StepsChange(run, run, before);
  }

  /// The training time that will end the run; empty if a number of steps does.
  OptionalDouble limit() {
    return steps(to) == TimeLimit.STEPS ? minutes : OptionalDouble.empty();
  }

  private static Trained built(Trained run, long steps, String option) {
    Recipe changed = run.recipe().withSteps(steps, option, run.config());
    return Trained.fresh(run.directory(), changed, run.dataset(), run.lifetime());
  }

  private static long steps(Trained run) {
    return Recipe.steps(run.config()).orElse(NONE);
  }

  /// The training time that ends or ended a run.
  static OptionalDouble minutes(Trained run) {
    JsonNode minutes = Json.read(run.directory().provenance()).path(MINUTES);
    return minutes.isNumber() ? OptionalDouble.of(minutes.asDouble()) : OptionalDouble.empty();
  }

  /// Records the training time that will end a new run.
  static void record(OptionalDouble minutes, ObjectNode provenance) {
    minutes.ifPresentOrElse(
        value -> provenance.put(MINUTES, value), () -> provenance.remove(MINUTES));
  }

  /// The number of steps that a run had when a checkpoint was saved.
  ///
  /// @param configHash of the checkpoint
  /// @return empty when the run never had that configuration
  static OptionalLong before(Trained run, String configHash) {
    if (run.configHash().equals(configHash)) {
      return OptionalLong.of(steps(run));
    }
    for (JsonNode change : Json.read(run.directory().provenance()).path(CHANGES)) {
      if (change.path("configHash").asString("").equals(configHash)) {
        return OptionalLong.of(change.path("steps").asLong());
      }
    }
    return OptionalLong.empty();
  }

  /// Adapts a training to the new number and writes the change.
  ///
  /// @param loop of [#to], after its checkpoint was loaded
  /// @param configHash of the checkpoint
  /// @return whether the checkpoint is of another number of steps
  boolean apply(TrainingLoop loop, String configHash) {
    long before = before(from, configHash).orElse(NONE);
    if (before != steps(to)) {
      loop.resize(before, steps(to));
    }
    if (steps(from) != steps(to) || !minutes.equals(minutes(from))) {
      write();
    }
    return before != steps(to);
  }

  /// Scores and report are removed: they are not those of the newest checkpoint any more.
  void write() {
    RunDirectory run = from.directory();
    ObjectNode provenance = (ObjectNode) Json.read(run.provenance());
    record(minutes, provenance);
    if (steps(from) == steps(to)) {
      RunDirectory.write(run.provenance(), Json.file(provenance));
      return;
    }
    JsonNode earlier = provenance.path(CHANGES);
    var changes = earlier.isArray() ? earlier.asArray() : provenance.putArray(CHANGES);
    changes.addObject().put("steps", steps(from)).put("configHash", from.configHash());
    provenance.put("configHash", to.configHash());
    RunDirectory.write(run.provenance(), Json.file(provenance));
    if (steps(to) != TimeLimit.STEPS) {
      RunDirectory.write(run.recipe(), Recipe.read(run.recipe()).set("steps=" + steps(to)).yaml());
    }
    RunDirectory.write(run.effective(), to.recipe().yaml(to.config()));
    run.removeReport();
  }
}
