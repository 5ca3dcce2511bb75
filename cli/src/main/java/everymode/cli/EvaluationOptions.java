package everymode.cli;

import everymode.classifier.FeatureExtractors;
import everymode.data.Dataset;
import everymode.data.RowPart;
import everymode.metric.ClassSource;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureMoments;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
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
  }

  /// Checks what does not go with a file of samples.
  void checkFile() {
    Arguments.require(
        samples == null,
        "--samples is how many a run draws; for more samples than the file has, give another file");
  }

  /// The settings for several data sets: `--features` must be a file.
  EvaluationSettings options(Console console) {
    check();
    Arguments.require(
        !FeatureChoice.AUTO.equals(features),
        "--features auto needs one run or set of samples; train a classifier with 'classifier"
            + " train' and give its file");
    return options(
        features == null ? null : FeatureExtractors.open(Path.of(features)),
        RowPart.HELD_OUT,
        console);
  }

  /// The settings for one reference.
  ///
  /// @param run the run that is measured, or null for samples
  /// @param data what it is measured against
  EvaluationSettings options(
      @Nullable RunDirectory run, Dataset data, RowPart part, Console console) {
    return options(new FeatureChoice(features, run, data).open(console), part, console);
  }

  private EvaluationSettings options(
      @Nullable FeatureExtractor extractor, RowPart part, Console console) {
    return new EvaluationSettings(
        extractor,
        new LinkedHashSet<>(metrics.stream().map(String::strip).toList()),
        closedBalls,
        samples == null ? 0 : samples,
        statistics == null ? null : FeatureMoments.read(statistics),
        part,
        ClassSource.LABELS,
        text -> console.progress("  " + text));
  }

  /// The rows of a reference: those that were asked for, else all where nobody can have trained on
  /// them by our split.
  static RowPart part(@Nullable String rows, Dataset data, boolean foreign) {
    return rows != null
        ? RowPart.of(rows)
        : foreign && !data.ownHeldOut() ? RowPart.ALL : RowPart.HELD_OUT;
  }
}
