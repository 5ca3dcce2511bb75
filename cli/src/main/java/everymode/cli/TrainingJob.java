package everymode.cli;

import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.RunView;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.UnfinishedRun;
import everymode.run.report.RunReport;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/// Shared by `train` and `resume`: trains to the end or Ctrl-C, then measures and reports.
final class TrainingJob {

  private static final Scores NO_SCORES = new Scores(Map.of(), Map.of(), Map.of());

  private TrainingJob() {}

  /// Trains, measures and writes the report; returns the exit code.
  ///
  /// @param again what the command to continue needs after the run
  static int run(
      Training training,
      String again,
      MeasuringOptions measuring,
      Console console,
      DeviceOptions deviceOptions,
      Device device) {
    Path path = training.directory().path();
    boolean data = training.trained().dataset().isPresent();
    String next =
        String.format(Locale.ROOT, "continue with%n    ./everymode resume %s%s", path, again);
    OptionalDouble seconds = train(training, data ? next + measureLater(path) : next, console);
    if (seconds.isEmpty()) {
      return Main.STOPPED;
    }
    Trained trained = training.trained();
    deviceOptions.allCores();
    if (data && measuring.skipped()) {
      console.result(
          "  training saved" + measureLater(path),
          json(trained, seconds.getAsDouble(), NO_SCORES, ""));
      return training.stoppedByAlarm() ? 1 : 0;
    }
    String later = "; the training is saved" + measureLater(path);
    try (var _ = new LastWords(() -> console.info("  stopped while measuring" + later))) {
      console.info("  training saved; measuring");
      measure(trained, measuring, seconds.getAsDouble(), console, device);
    } catch (EverymodeException e) {
      console.info("  not measured" + later);
      throw e;
    }
    return training.stoppedByAlarm() ? 1 : 0;
  }

  private static String measureLater(Path run) {
    return String.format(
        Locale.ROOT, "%n  measure what is there with%n    ./everymode evaluate %s", run);
  }

  /// Trains to the end.
  ///
  /// @param next how to go on after a stop
  /// @return the seconds that it took; empty when it was stopped, which was printed
  static OptionalDouble train(Training training, String next, Console console) {
    Trained trained = training.trained();
    String title = RunReport.title(trained);
    String on = DeviceOptions.describe(training.device());
    console.title(
        String.format(Locale.ROOT, "%s · %s · seed %d", title, on, trained.recipe().seed()));
    trained.dataset().map(Dataset::warnings).orElse(List.of()).forEach(console::warn);
    trained
        .dataset()
        .filter(data -> data.domain().grid().isPresent()) // how texts became levels
        .map(Dataset::notes)
        .orElse(List.of())
        .forEach(note -> console.info("  note: " + note));
    console.until(training::secondsLeft);
    try (InterruptHandler stop = new InterruptHandler()) {
      boolean finished = train(training, stop, console);
      double seconds = training.seconds();
      training.release();
      if (training.stoppedByAlarm()) {
        console.info(
            String.format(
                Locale.ROOT,
                "  stopped by the alarm, at the checkpoint of step %,d%s",
                training.steps(),
                training.nothingToRollBackTo() ? ", since no earlier one was good" : ""));
      } else if (!finished || stop.getAsBoolean()) {
        console.info(
            String.format(
                Locale.ROOT, "  stopped after step %,d and saved; %s", training.steps(), next));
      }
      return stop.getAsBoolean() ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }
  }

  private static boolean train(Training training, InterruptHandler stop, Console console) {
    try {
      return training.train(stop);
    } catch (EverymodeException e) {
      if (stop.getAsBoolean()) {
        console.warn(e.sentence()); // the process ends before it could be printed elsewhere
      }
      throw e;
    }
  }

  private static void measure(
      Trained trained, MeasuringOptions measuring, double seconds, Console console, Device device) {
    if (trained.dataset().isEmpty()) {
      device.during(() -> report(trained, NO_SCORES, "", seconds, "", console));
      return;
    }
    var settings = measuring.after(trained, console);
    measure(trained, seconds, new Evaluation(trained.data(), settings), console, device);
  }

  /// Measures a trained model with an evaluation, writes its report and prints the table.
  static void measure(
      Trained trained, double seconds, Evaluation evaluation, Console console, Device device) {
    device.during(() -> {
      Scores scores = RunReport.measure(trained, seconds, evaluation);
      String table = ScoreText.text(measuredOn(trained.data(), RowPart.HELD_OUT), scores) + "\n";
      report(trained, scores, evaluation.asked(), seconds, table, console);
    });
  }

  private static void report(
      Trained trained, Scores scores, String asked, double seconds, String table, Console console) {
    RunReport.report(trained, scores, seconds);
    Path path = trained.directory().path();
    String stopped =
        UnfinishedRun.of(trained)
            .map(unfinished -> "  note: " + unfinished.sentence() + "\n")
            .orElse("");
    String headline =
        RunReport.headline(trained).map(sentence -> "  " + sentence + "\n").orElse("");
    String text = table + headline + stopped + "  report  " + trained.directory().report();
    if (trained.dataset().isPresent() && trained.model().sampler().isPresent()) {
      String file = trained.data().domain().image().isPresent() ? "samples.png" : "samples.npz";
      text +=
          String.format(
              Locale.ROOT, "\n  next    ./everymode sample %s -n 64 --out %s", path, file);
    }
    console.result(text, json(trained, seconds, scores, asked));
  }

  /// Scores, and the alarms where there were some.
  private static ObjectNode json(Trained trained, double seconds, Scores scores, String asked) {
    RunDirectory run = trained.directory();
    ObjectNode node = Json.metrics(run.path().toString(), seconds, scores, asked);
    List<RunView.Raised> alarms = new RunView(run).alarms();
    if (!alarms.isEmpty()) {
      node.set("alarms", Json.tree(alarms));
    }
    RunReport.outcome(trained).ifPresent(game -> node.set("game", game));
    return node;
  }

  /// What was measured on, such as `measured on 1,797 held-out images`.
  static String measuredOn(Dataset data, RowPart part) {
    String what = data.domain().noun();
    int all = part.of(data).size();
    int used = Math.min(all, Evaluation.MAX_ROWS);
    String of = used < all ? String.format(Locale.ROOT, " of %,d", all) : "";
    return switch (part) {
      case HELD_OUT ->
          String.format(
              Locale.ROOT,
              data.holdsOut() ? "measured on %,d%s held-out %s" : "measured on %,d%s training %s",
              used,
              of,
              what);
      case TRAIN -> String.format(Locale.ROOT, "measured on %,d%s training %s", used, of, what);
      case ALL -> String.format(Locale.ROOT, "measured on all rows, %,d%s %s", used, of, what);
    };
  }
}
