package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.error.EverymodeException;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.run.Account;
import everymode.run.Json;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.tensor.Device;
import java.util.OptionalDouble;

/// What `train` and `resume` share: train until the end or Ctrl-C, then measure and report.
final class Finish {

  private Finish() {}

  /// Runs a training and what follows it.
  ///
  /// @return the exit code
  static int run(Training training, Talk talk, Machine machine, Device device) {
    String next = "./everymode resume " + training.directory().path();
    OptionalDouble seconds = train(training, next, talk, device);
    if (seconds.isEmpty()) {
      return Main.STOPPED;
    }
    machine.allCores();
    talk.say("  measuring; the training is saved");
    measure(training.trained(), seconds.getAsDouble(), talk, device);
    return 0;
  }

  /// Trains to the end.
  ///
  /// @param next how to go on when it is stopped
  /// @return the seconds that it took; nothing when it was stopped, which was said
  static OptionalDouble train(Training training, String next, Talk talk, Device device) {
    Trained trained = training.trained();
    talk.say(
        "everymode %s · %s · %s · seed %d"
            .formatted(
                Main.version(),
                Account.title(trained),
                Machine.describe(device),
                trained.recipe().seed()));
    try (Stop stop = new Stop()) {
      boolean over = train(training, stop, talk);
      double seconds = training.seconds();
      training.close();
      if (!over || stop.getAsBoolean()) {
        talk.say(
            "  stopped after step %,d, all saved; go on with%n    %s"
                .formatted(training.steps(), next));
      }
      return stop.getAsBoolean() ? OptionalDouble.empty() : OptionalDouble.of(seconds);
    }
  }

  private static boolean train(Training training, Stop stop, Talk talk) {
    try {
      return training.train(stop);
    } catch (EverymodeException e) {
      if (stop.getAsBoolean()) {
        talk.warn(e.sentence()); // the process ends before anyone else could say it
      }
      throw e;
    }
  }

  /// Measures a trained model, writes its report and prints the table.
  static void measure(Trained trained, double seconds, Talk talk, Device device) {
    var usual = Evaluation.Options.usual().telling(text -> talk.progress("  " + text));
    measure(trained, seconds, new Evaluation(trained.data(), usual), talk, device);
  }

  /// Measures a trained model as it was asked for, writes its report and prints the table.
  static void measure(
      Trained trained, double seconds, Evaluation evaluation, Talk talk, Device device) {
    device.during(() -> {
      Scores scores = Account.measure(trained, seconds, evaluation);
      Account.report(trained, scores, seconds);
      String path = trained.directory().path().toString();
      String next =
          trained.data().domain() instanceof Domain.Images ? "samples.png" : "samples.npz";
      talk.result(
          Measured.text(heldOut(trained.data()), scores)
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
