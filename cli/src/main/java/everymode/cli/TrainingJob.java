package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.run.Json;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.run.report.RunReport;
import everymode.tensor.Device;
import java.util.OptionalDouble;

/// What `train` and `resume` share: train until the end or Ctrl-C, then measure and report.
final class TrainingJob {

  private TrainingJob() {}

  /// Runs a training and what follows it.
  ///
  /// @return the exit code
  static int run(Training training, Console console, DeviceOptions machine, Device device) {
    String next = "./everymode resume " + training.directory().path();
    OptionalDouble seconds = train(training, next, console, device);
    if (seconds.isEmpty()) {
      return Main.STOPPED;
    }
    machine.allCores();
    console.info("  measuring; the training is saved");
    measure(training.trained(), seconds.getAsDouble(), console, device);
    return 0;
  }

  /// Trains to the end.
  ///
  /// @param next how to go on when it is stopped
  /// @return the seconds that it took; nothing when it was stopped, which was said
  static OptionalDouble train(Training training, String next, Console console, Device device) {
    Trained trained = training.trained();
    console.info(
        "everymode %s · %s · %s · seed %d"
            .formatted(
                Main.version(),
                RunReport.title(trained),
                DeviceOptions.describe(device),
                trained.recipe().seed()));
    try (InterruptHandler stop = new InterruptHandler()) {
      boolean over = train(training, stop, console);
      double seconds = training.seconds();
      training.close();
      if (!over || stop.getAsBoolean()) {
        console.info(
            "  stopped after step %,d, all saved; go on with%n    %s"
                .formatted(training.steps(), next));
      }
      return stop.getAsBoolean() ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }
  }

  private static boolean train(Training training, InterruptHandler stop, Console console) {
    try {
      return training.train(stop);
    } catch (EverymodeException e) {
      if (stop.getAsBoolean()) {
        console.warn(e.sentence()); // the process ends before anyone else could say it
      }
      throw e;
    }
  }

  /// Measures a trained model, writes its report and prints the table.
  static void measure(Trained trained, double seconds, Console console, Device device) {
    var usual =
        Evaluation.EvaluationSettings.defaults().withLog(text -> console.progress("  " + text));
    measure(trained, seconds, new Evaluation(trained.data(), usual), console, device);
  }

  /// Measures a trained model as it was asked for, writes its report and prints the table.
  static void measure(
      Trained trained, double seconds, Evaluation evaluation, Console console, Device device) {
    device.during(() -> {
      Scores scores = RunReport.measure(trained, seconds, evaluation);
      RunReport.report(trained, scores, seconds);
      String path = trained.directory().path().toString();
      String next =
          trained.data().domain() instanceof Domain.Images ? "samples.png" : "samples.npz";
      console.result(
          ScoreText.text(heldOut(trained.data()), scores)
              + "\n  report  "
              + trained.directory().report()
              + "\n  next    ./everymode sample "
              + path
              + " -n 64 --out "
              + next,
          Json.line(Json.metrics(trained.directory().path(), seconds, scores, evaluation.asked())));
    });
  }

  static String heldOut(Dataset data) {
    String what =
        switch (data.domain()) {
          case Domain.Images _ -> "images";
          case Domain.Points _ -> "points";
          case Domain.Table _ -> "rows";
        };
    return "measured on %,d held-out %s".formatted(data.heldOut().size(), what);
  }
}
