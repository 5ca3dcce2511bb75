package everymode.cli;

import everymode.classifier.FeatureExtractors;
import everymode.error.UsageException;
import everymode.metric.Evaluation;
import everymode.metric.feature.FeatureExtractor;
import everymode.metric.feature.FeatureMoments;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is measured, and through which network.
final class EvaluationOptions {

  @Option(
      names = "--features",
      paramLabel = "FILE",
      description =
          "A network to look through: made by 'classifier train', published weights, or TorchScript.")
  private @Nullable Path judge;

  @Option(
      names = "--metrics",
      split = ",",
      paramLabel = "NAMES",
      description = "Names with commas between, or all (default: the usual ones; 'list metrics').")
  private List<String> metrics = List.of();

  @Option(
      names = "--closed-balls",
      description = "Let the edge of a ball belong to it, in coverage and its kin.")
  private boolean ties;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Samples a draw of a run (default: as many as held-out rows, at most 10,000).")
  private @Nullable Integer samples;

  @Option(
      names = "--statistics",
      paramLabel = "FILE",
      description = "Compare fid with mu and sigma of this .npz file instead of the held-out rows.")
  private @Nullable Path statistics;

  Evaluation.EvaluationSettings options(Console console) {
    if (samples != null && samples < 10) {
      throw new UsageException("--samples must be at least 10, but is " + samples);
    }
    FeatureExtractor opened = judge == null ? null : FeatureExtractors.open(judge);
    return new Evaluation.EvaluationSettings(
        opened,
        new LinkedHashSet<>(metrics.stream().map(String::strip).toList()),
        ties,
        samples == null ? 0 : samples,
        statistics == null ? null : FeatureMoments.read(statistics),
        text -> console.progress("  " + text));
  }
}
