package everymode.run.report;

import everymode.dynamics.Behaviour;
import everymode.dynamics.HasGame;
import everymode.dynamics.Means;
import everymode.dynamics.Trace;
import everymode.report.DynamicsSection;
import everymode.report.GameFrames;
import everymode.report.Section;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// The trace of a game, for the report. It is played again from its start, which gives the same
/// states as the training and needs no memory during it.
final class DynamicsPictures {

  private static final int MOMENTS = 1_000;
  private static final int FRAMES = 80;

  private DynamicsPictures() {}

  /// The trace up to the newest checkpoint; empty for a model without a game.
  static Optional<Trace> trace(Trained trained) {
    return trained
        .model()
        .capability(HasGame.class)
        .map(model -> Trace.of(model.game(), model.start(), trained.steps(), MOMENTS));
  }

  /// How a game ended, as JSON; empty for a model without a game.
  static Optional<ObjectNode> outcome(Trained trained) {
    return trace(trained)
        .map(trace -> {
          Means target = trace.game().target();
          Means means = trace.last().means();
          ObjectNode json = Json.object().put("behaviour", Behaviour.of(trace).words());
          json.putArray("means").add(means.first()).add(means.second());
          json.putArray("target").add(target.first()).add(target.second());
          return json.put("meanError", means.error(target))
              .put("totalVariation", trace.game().gap(trace.last()).totalVariation());
        });
  }

  /// The section, with its page of frames and `trace.csv`.
  static Stream<Section> section(Trace trace, Path pictures) {
    Path frames = pictures.resolve("dynamics.html");
    RunDirectory.write(frames, GameFrames.html(trace, RunReport.spread(trace.moments(), FRAMES)));
    RunDirectory.write(pictures.resolve("trace.csv"), DynamicsSection.csv(trace));
    return DynamicsSection.of(trace, pictures.getFileName() + "/" + frames.getFileName());
  }
}
