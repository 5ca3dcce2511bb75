package everymode.report;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Objects;

/// What the generator covers and what it misses, in words.
///
/// @param missing whether something is known to be missed
/// @param sentence one sentence for somebody who never heard of coverage
/// @param meaning what stands behind its numbers; may be empty
record Verdict(boolean missing, String sentence, String meaning) {

  static Verdict of(Content content) {
    Scores scores = content.scores();
    Score coverage = score(scores, "coverage");
    if (score(scores, "fair-modes").present() || score(scores, "modes").present()) {
      return ModeVerdict.of(scores);
    }
    if (scores.classes().size() > 1 && ClassVerdict.possible(scores)) {
      return ClassVerdict.of(content);
    }
    if (coverage.present()) {
      return ofCoverage(content, coverage);
    }
    return new Verdict(
        false,
        "Nothing was measured that tells what this generator covers.",
        Objects.requireNonNullElse(coverage.why(), ""));
  }

  static Score score(Scores scores, String metric) {
    return scores.all().getOrDefault(metric, Score.absent(0, ""));
  }

  /// The interval in brackets, or nothing.
  static String range(Score score) {
    return Double.isFinite(score.low()) && Double.isFinite(score.high())
        ? " (95 %% interval: %s to %s)"
            .formatted(Words.hundredth(score.low()), Words.hundredth(score.high()))
        : "";
  }

  private static Verdict ofCoverage(Content content, Score coverage) {
    String rows = content.rows();
    String sentence =
        "This generator comes close to %s real %s."
            .formatted(Words.ofHundred(coverage.value()), rows);
    String ceiling =
        Double.isFinite(coverage.real())
            ? " As many real training %s, put to the same test, come that close to %s."
                .formatted(rows, Words.hundredth(coverage.real()))
            : "";
    String meaning =
        "%s The generator comes that close to %s%s.%s"
            .formatted(close(content), Words.ofHundred(coverage.value()), range(coverage), ceiling);
    return new Verdict(coverage.low() < coverage.real() / 2, sentence, meaning);
  }

  /// What coverage means by close.
  static String close(Content content) {
    return "A sample is close to a real %s when it is no farther off than that %s's own neighbours."
        .formatted(content.row(), content.row());
  }
}
