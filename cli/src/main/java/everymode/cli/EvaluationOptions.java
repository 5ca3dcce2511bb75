package everymode.cli;

import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.metric.ClassSource;
import everymode.metric.Evaluation;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.Metric;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureMoments;
import everymode.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is measured, and in the features of which network.
final class EvaluationOptions {

  /// The help of `--features` in every command.
  static final String FEATURES =
      "Measure in the features of this network: a classifier from 'classifier train', published"
          + " weights, or a TorchScript module.";

  static final String FEATURE_VALUES = "FILE|auto|none";

  /// The help of `--features` where a run may have a classifier.
  static final String FEATURE_CHOICE =
      FEATURES
          + " 'auto' trains a classifier of the data and keeps it; 'none' ignores the one kept in a"
          + " run.";

  /// The help of `--rows` in every command.
  static final String ROWS =
      "The real rows: held-out, train or all (default: held-out; all for samples of another"
          + " generator against data without a test part of their own).";

  @Option(names = "--features", paramLabel = FEATURE_VALUES, description = FEATURE_CHOICE)
  private @Nullable String features;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAMES",
      description =
          "Names separated by commas, or all (default: a standard set; see 'list metrics').")
  private List<String> metrics = List.of();

  @Option(
      names = "--closed-balls",
      description = "Include the boundary of balls in coverage and related metrics.")
  private boolean closedBalls;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Samples per draw of a run (default: as many as held-out rows, at most 10,000).")
  private @Nullable Integer samples;

  @Option(
      names = "--statistics",
      paramLabel = "FILE",
      description = "Compare fid with mu and sigma of this .npz file instead of the held-out rows.")
  private @Nullable Path statistics;

  /// Checks what can be checked before data are read.
  void check() {
    Arguments.require(
        samples == null || samples >= 10, "--samples must be at least 10, but is " + samples);
    names().stream().filter(name -> !name.equals("all")).forEach(Metric::of);
  }

  /// Checks for one reference what can be checked before it is measured.
  ///
  /// @param run the run that will be measured
  /// @param data what it will be measured against
  void check(RunDirectory run, Dataset data) {
    FeatureChoice choice = new FeatureChoice(features, run, data);
    if (FeatureChoice.AUTO.equals(features)) {
      choice.requireLabels();
    } else {
      Evaluation.check(data, settings(choice.open(), RowPart.HELD_OUT, _ -> {}));
    }
  }

  /// Whether anything was asked for.
  boolean given() {
    return features != null
        || !metrics.isEmpty()
        || closedBalls
        || samples != null
        || statistics != null;
  }

  private List<String> names() {
    return metrics.stream().map(String::strip).toList();
  }

  /// Checks what does not go with a file of samples.
  void checkFile() {
    Arguments.require(
        samples == null,
        "--samples is how many a run draws; for more samples than the file has, give another file");
  }

  /// The settings before data are read, for several data sets or during a training.
  ///
  /// @param kept the classifier of the run, which is used unless `--features` names another; null
  ///   or missing for none
  /// @param automatic why `--features` cannot be `auto` without it, and the remedy
  EvaluationSettings options(Console console, @Nullable Path kept, String automatic) {
    check();
    Path own = kept != null && Files.exists(kept) ? kept : null;
    Arguments.require(own != null || !FeatureChoice.AUTO.equals(features), automatic);
    Path file =
        switch (features) {
          case null -> own;
          case FeatureChoice.AUTO -> own;
          case FeatureChoice.NONE -> null;
          default -> Path.of(features);
        };
    return settings(
        file == null ? null : FeatureExtractors.open(file),
        RowPart.HELD_OUT,
        text -> console.progress("  " + text));
  }

  /// The settings for one reference.
  ///
  /// @param run the run that is measured, or null for samples
  /// @param data what it is measured against
  EvaluationSettings options(
      @Nullable RunDirectory run, Dataset data, RowPart part, Console console) {
    return settings(
        new FeatureChoice(features, run, data).open(console),
        part,
        text -> console.progress("  " + text));
  }

  private EvaluationSettings settings(
      @Nullable FeatureExtractor extractor, RowPart part, Consumer<String> log) {
    return new EvaluationSettings(
        extractor,
        new LinkedHashSet<>(names()),
        closedBalls,
        samples == null ? 0 : samples,
        statistics == null ? null : FeatureMoments.read(statistics),
        part,
        ClassSource.LABELS,
        log);
  }

  /// The rows of a reference: those that were asked for, else all where nobody can have trained on
  /// them by our split.
  static RowPart part(@Nullable String rows, Dataset data, boolean foreign) {
    return rows != null
        ? RowPart.of(rows)
        : foreign && !data.ownHeldOut() ? RowPart.ALL : RowPart.HELD_OUT;
  }
}
