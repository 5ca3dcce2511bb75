package everymode.report;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Objects;

/// What the generator covers and what it misses, as text.
///
/// @param missing whether something is known to be missed
/// @param sentence one sentence for readers who do not know coverage
/// @param meaning explanation of the numbers in the sentence; may be empty
record ReportVerdict(boolean missing, String sentence, String meaning) {

  static ReportVerdict of(ReportModel model) {
    Scores scores = model.scores();
    Score coverage = score(scores, "coverage");
    if (score(scores, "fair-modes").present() || score(scores, "modes").present()) {
      return ModeVerdict.of(scores);
    }
    if (scores.classes().size() > 1 && ClassVerdict.possible(scores)) {
      return ClassVerdict.of(model);
    }
    if (coverage.present()) {
      return ofCoverage(model, coverage);
    }
    return new ReportVerdict(
        false,
        "Nothing was measured that shows what this generator covers.",
        Objects.requireNonNullElse(coverage.reason(), ""));
  }

  static Score score(Scores scores, String metric) {
    return scores.all().getOrDefault(metric, Score.absent(0, ""));
  }

  /// The interval in brackets, or an empty string.
  static String range(Score score) {
    return Double.isFinite(score.low()) && Double.isFinite(score.high())
        ? " (95 %% interval: %s to %s)"
            .formatted(Format.hundredth(score.low()), Format.hundredth(score.high()))
        : "";
  }

  private static ReportVerdict ofCoverage(ReportModel model, Score coverage) {
    String rows = model.rows();
    String sentence =
        "This generator comes close to %s real %s."
            .formatted(Format.ofHundred(coverage.value()), rows);
    String ceiling =
        Double.isFinite(coverage.trainingReference())
            ? " As many real training %s, tested in the same way, come that close to %s."
                .formatted(rows, Format.hundredth(coverage.trainingReference()))
            : "";
    String meaning =
        "%s The generator comes that close to %s%s.%s"
            .formatted(close(model), Format.ofHundred(coverage.value()), range(coverage), ceiling);
    return new ReportVerdict(coverage.low() < coverage.trainingReference() / 2, sentence, meaning);
  }

  /// The definition of close in the coverage metric.
  static String close(ReportModel model) {
    return "A sample is close to a real %s when it is no farther away than that %s's nearest real neighbours."
        .formatted(model.row(), model.row());
  }
}
