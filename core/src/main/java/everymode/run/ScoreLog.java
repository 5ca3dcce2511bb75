package everymode.run;

import everymode.metric.Evaluation;
import everymode.train.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Evaluates the model at a fixed interval of steps and writes `scores.jsonl`.
final class ScoreLog implements Watcher {

  private final WatchedRun run;
  private final long every;
  private final Evaluation.EvaluationSettings settings;
  private final JsonLines lines;
  private @Nullable Evaluation evaluation; // created on first use

  ScoreLog(WatchedRun run, long every, Evaluation.EvaluationSettings settings) {
    this.run = run;
    this.every = every;
    this.settings = settings;
    lines = new JsonLines(run.trained().directory().scoreLog());
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
    Evaluation current = evaluation;
    if (current == null) {
      current = new Evaluation(run.trained().data(), settings);
      evaluation = current;
    }
    var scores = run.trained().scores(current);
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
