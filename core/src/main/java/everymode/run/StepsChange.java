package everymode.run;

import everymode.config.ConfigRecords;
import everymode.error.UsageException;
import everymode.train.TrainingLoop;
import java.util.Locale;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A change of a run's number of steps.
///
/// The former configuration is recorded in the provenance before the recipe is changed, so that a
/// process that is killed at any time leaves a run that resumes, to the former number or to the new
/// one.
///
/// @param from the run with the former number
/// @param to the same run with the new one; the same object if nothing changes
record StepsChange(Trained from, Trained to) {

  private static final String CHANGES = "stepsChanged";
  private static final long NONE = -1; // of a family that does not train in a number of steps

  /// The same run with another number of steps, before its first step.
  ///
  /// @throws UsageException when the family does not train in one number of steps
  static Trained of(Trained run, long steps) {
    if (steps(run) == NONE) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "--steps: '%s' does not train in one number of steps; train again with other settings",
              run.recipe().family()));
    }
    Recipe changed = run.recipe().set("steps=" + steps);
    return Trained.fresh(run.directory(), changed, run.dataset(), run.lifetime());
  }

  private static long steps(Trained run) {
    JsonNode steps = ConfigRecords.tree(run.config()).path("steps");
    return steps.isIntegralNumber() ? steps.asLong() : NONE;
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
    if (steps(from) != steps(to)) {
      write();
    }
    return before != steps(to);
  }

  /// Scores and report are removed: they are not those of the newest checkpoint any more.
  private void write() {
    RunDirectory run = from.directory();
    ObjectNode provenance = (ObjectNode) Json.read(run.provenance());
    JsonNode earlier = provenance.path(CHANGES);
    var changes = earlier.isArray() ? earlier.asArray() : provenance.putArray(CHANGES);
    changes.addObject().put("steps", steps(from)).put("configHash", from.configHash());
    provenance.put("configHash", to.configHash());
    RunDirectory.write(run.provenance(), Json.file(provenance));
    RunDirectory.write(run.recipe(), Recipe.read(run.recipe()).set("steps=" + steps(to)).yaml());
    RunDirectory.write(run.effective(), to.recipe().yaml(to.config()));
    RunDirectory.remove(run.metrics());
    RunDirectory.remove(run.report());
  }
}
