package everymode.report;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The verdict for labelled data: which classes are missed, and which is the weakest.
final class ClassVerdict {
  private ClassVerdict() {}

  static boolean possible(Scores scores) {
    return scores.classes().keySet().stream().anyMatch(label -> judged(scores, label));
  }

  /// Whether a class has all values that the rule of coverage needs.
  static boolean judged(Scores scores, String label) {
    Score coverage = coverage(scores, label);
    return coverage.present()
        && Double.isFinite(coverage.low())
        && Double.isFinite(coverage.trainingReference());
  }

  static Score coverage(Scores scores, String label) {
    return scores
        .classes()
        .getOrDefault(label, Map.of())
        .getOrDefault("coverage", Score.absent(0, ""));
  }

  static ReportVerdict of(ReportModel model) {
    Scores scores = model.scores();
    List<String> assessed =
        scores.classes().keySet().stream().filter(label -> judged(scores, label)).toList();
    List<String> missed = assessed.stream().filter(label -> !scores.covers(label)).toList();
    String weakest =
        assessed.stream()
            .min(Comparator.comparingDouble(label -> coverage(scores, label).value()))
            .orElseThrow();
    Score score = coverage(scores, weakest);
    int open = scores.classes().size() - assessed.size();
    String rest = open == 0 ? "" : " (" + open + " more could not be assessed)";
    String sentence;
    if (missed.isEmpty()) {
      String close = Format.ofHundred(score.value()) + " real " + model.rows();
      sentence =
          "This generator covers all %d classes%s; its weakest is %s, where it comes close to %s."
              .formatted(assessed.size(), rest, weakest, close);
    } else if (missed.size() == assessed.size()) {
      sentence = "This generator misses all %d classes%s.".formatted(assessed.size(), rest);
    } else {
      sentence =
          "This generator misses %d of %d classes: %s%s."
              .formatted(missed.size(), scores.classes().size(), Format.list(missed), rest);
    }
    return new ReportVerdict(!missed.isEmpty(), sentence, meaning(model, weakest, score));
  }

  private static String meaning(ReportModel model, String weakest, Score score) {
    return """
    %s In class %s, the weakest, the generator comes that close to %s real %s%s; as many real \
    training %s, tested in the same way, come that close to %s. A class counts as missed when the \
    low end of the interval is less than half of what training %s reach.\
    """
        .formatted(
            ReportVerdict.close(model),
            weakest,
            Format.ofHundred(score.value()),
            model.rows(),
            ReportVerdict.range(score),
            model.rows(),
            Format.hundredth(score.trainingReference()),
            model.rows());
  }
}
