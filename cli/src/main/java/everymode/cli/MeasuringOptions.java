package everymode.cli;

import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.run.Trained;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is measured after a training, and during it with `--eval-every`: what `evaluate` measures
/// with the same options.
final class MeasuringOptions {

  @Option(
      names = "--no-eval",
      description = "Measure nothing after the training; 'evaluate RUN' does it later.")
  private boolean skipped;

  @Mixin private EvaluationOptions evaluationOptions = new EvaluationOptions();

  /// Whether nothing is measured after the training.
  boolean skipped() {
    return skipped;
  }

  /// The settings of evaluations during a training; checks what can be checked before data are
  /// read.
  ///
  /// @param every steps between these evaluations; 0 for none
  /// @param kept the classifier of the run; null or missing for none
  EvaluationSettings during(long every, @Nullable Path kept, Console console) {
    evaluationOptions.check();
    Arguments.require(
        !skipped || every > 0 || !evaluationOptions.given(),
        "--no-eval measures nothing; leave it out, or the options of what is measured");
    return every == 0
        ? EvaluationSettings.defaults()
        : evaluationOptions
            .options(
                console,
                kept,
                "--eval-every measures before --features auto trains a classifier; train one with"
                    + " 'classifier train' and give its file")
            .withLog(_ -> {});
  }

  /// Checks before a training that what is asked for can be measured after it.
  void check(Trained trained) {
    if (!skipped && trained.dataset().isPresent()) {
      evaluationOptions.check(trained.directory(), trained.data());
    }
  }

  /// The settings of the evaluation after a training.
  EvaluationSettings after(Trained trained, Console console) {
    Dataset data = trained.data();
    return evaluationOptions.options(trained.directory(), data, RowPart.HELD_OUT, console);
  }
}
