package everymode.run;

import everymode.metric.Evaluation;
import everymode.train.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Measures the model every so many steps and writes `scores.jsonl`.
final class ScoreLog implements Watcher {

  private final WatchedRun run;
  private final long every;
  private final Evaluation.EvaluationSettings settings;
  private final JsonLines lines;
  private @Nullable Evaluation evaluation; // made when it is first needed

  ScoreLog(WatchedRun run, long every, Evaluation.EvaluationSettings settings) {
    this.run = run;
    this.every = every;
    this.settings = settings;
    lines = new JsonLines(run.trained().directory().curve());
  }

  @Override
  public void on(Event event) {
    if (event instanceof Event.Started(long steps)) {
      lines.retain(line -> line.path("step").asLong() <= steps);
    }
    if (event instanceof Event.Step step
        && every > 0
        && !step.values().isEmpty()
        && (step.step() % every == 0 || step.step() == step.steps())) {
      measure();
    }
  }

  private void measure() {
    Evaluation measuring = evaluation;
    if (measuring == null) {
      measuring = new Evaluation(run.trained().data(), settings);
      evaluation = measuring;
    }
    var scores = run.trained().scores(measuring);
    ObjectNode node = Json.object().put("step", run.steps());
    node.setAll(Json.scores(scores));
    lines.append(node);
    Map<String, Double> values = new LinkedHashMap<>();
    scores
        .all()
        .forEach((name, score) -> {
          if (score.present()) {
            values.put(name, score.value());
          }
        });
    run.emit(new Event.Measured(run.steps(), values));
  }
}
