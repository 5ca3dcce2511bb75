package everymode.report;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What the generator covers and what it misses, as text.
///
/// @param missing whether something is known to be missed, or nothing is known to be covered
/// @param sentence one sentence for readers who do not know coverage
/// @param meaning what is not known, and an explanation of the sentence, in paragraphs
record ReportVerdict(boolean missing, String sentence, List<String> meaning) {

  private static final String COVERAGE = "coverage";

  ReportVerdict {
    meaning = List.copyOf(meaning);
  }

  static ReportVerdict of(ReportModel model) {
    if (model.headline() != null) {
      return new ReportVerdict(false, model.headline(), List.of());
    }
    Scores scores = model.scores();
    if (!scores.verdicts().isEmpty()) {
      return VerdictSentence.of(model);
    }
    boolean modes = scores.all().containsKey("modes") || scores.all().containsKey("fair-modes");
    if (modes || scores.classes().size() > 1) {
      return notJudged(model, modes ? "modes" : "classes");
    }
    Score coverage = scores.headline(COVERAGE);
    Score playable = scores.headline("novel-playable");
    if (playable.present() && coverage.present()) {
      return ofLevels(model, playable, coverage);
    }
    if (coverage.present()) {
      return ofCoverage(model, coverage);
    }
    String why = coverage.reason();
    return new ReportVerdict(
        false,
        "Nothing was measured that shows what this generator covers.",
        why == null || why.isEmpty() ? List.of() : List.of(why));
  }

  /// Scores of an earlier version, or of selected metrics.
  private static ReportVerdict notJudged(ReportModel model, String what) {
    Score coverage = model.scores().headline(COVERAGE);
    String why =
        String.format(
            Locale.ROOT,
            "These scores are of an earlier version of Everymode, or of selected metrics without those that judge %s.",
            what);
    Stream<String> more =
        coverage.present()
            ? Stream.of(share(model, coverage) + " " + close(model, coverage))
            : Stream.empty();
    return new ReportVerdict(
        true,
        String.format(
            Locale.ROOT,
            "The %s of the data were not judged; './everymode evaluate RUN' judges them.",
            what),
        Stream.concat(Stream.of(why), more).toList());
  }

  /// The interval in brackets, or an empty string.
  static String range(Score score) {
    return Double.isFinite(score.low()) && Double.isFinite(score.high())
        ? String.format(
            Locale.ROOT,
            " (95 %% interval: %s to %s)",
            Format.hundredth(score.low()),
            Format.hundredth(score.high()))
        : "";
  }

  private static ReportVerdict ofLevels(ReportModel model, Score playable, Score coverage) {
    return new ReportVerdict(
        ofCoverage(model, coverage).missing,
        String.format(
            Locale.ROOT,
            "Of the levels it makes, %s can be played, differ from one another and are no training levels%s.",
            Format.ofHundred(playable.value()),
            range(playable)),
        List.of(share(model, coverage) + " " + close(model, coverage)));
  }

  private static ReportVerdict ofCoverage(ReportModel model, Score coverage) {
    return new ReportVerdict(
        coverage.low() < coverage.trainingReference() / 2,
        share(model, coverage),
        List.of(close(model, coverage)));
  }

  private static String share(ReportModel model, Score coverage) {
    return String.format(
        Locale.ROOT,
        "This generator comes close to %s real %s.",
        Format.ofHundred(coverage.value()),
        model.rows());
  }

  /// What close means, and how close training rows come.
  private static String close(ReportModel model, Score coverage) {
    String rows = model.rows();
    String ceiling =
        Double.isFinite(coverage.trainingReference())
            ? String.format(
                Locale.ROOT,
                " As many real training %s, tested in the same way, come that close to %s.",
                rows,
                Format.hundredth(coverage.trainingReference()))
            : "";
    return String.format(
        Locale.ROOT,
        """
        A sample is close to a real %s when it is no farther away than that %s's nearest real \
        neighbours.%s The generator comes that close to %s%s.%s\
        """,
        model.row(),
        model.row(),
        space(model.scores()),
        Format.ofHundred(coverage.value()),
        range(coverage),
        ceiling);
  }

  /// The network in whose features the headline was measured.
  private static String space(Scores scores) {
    return scores.all().keySet().stream()
        .filter(name -> name.startsWith(COVERAGE + "["))
        .findFirst()
        .map(name -> name.substring(COVERAGE.length() + 1, name.length() - 1))
        .map(name -> " Distances are measured in the features of " + name + ".")
        .orElse("");
  }
}
