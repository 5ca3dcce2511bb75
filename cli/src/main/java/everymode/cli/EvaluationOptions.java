package everymode.cli;

import everymode.classifier.FeatureExtractors;
import everymode.metric.Evaluation.EvaluationSettings;
import everymode.metric.feature.FeatureMoments;
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

  @Option(names = "--features", paramLabel = "FILE", description = FEATURES)
  private @Nullable Path features;

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

  EvaluationSettings options(Console console) {
    Arguments.require(
        samples == null || samples >= 10, "--samples must be at least 10, but is " + samples);
    return new EvaluationSettings(
        features == null ? null : FeatureExtractors.open(features),
        new LinkedHashSet<>(metrics.stream().map(String::strip).toList()),
        closedBalls,
        samples == null ? 0 : samples,
        statistics == null ? null : FeatureMoments.read(statistics),
        text -> console.progress("  " + text));
  }
}
