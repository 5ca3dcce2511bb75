package everymode.report;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The headline where classes, modes or clusters were judged: which of them are covered, which are
/// missed, and which could not be judged.
final class VerdictSentence {
  private static final int NAMES = 8;
  private static final String MISSED =
      "What to do about what is missed: look whether there are enough training rows of it, train"
          + " longer or another family, or let './everymode repair' train members for it.";

  private VerdictSentence() {}

  static ReportVerdict of(ReportModel model) {
    Verdicts verdicts = model.scores().verdicts();
    boolean missing = verdicts.covered() == 0 || !verdicts.names(Outcome.MISSED).isEmpty();
    List<String> meaning = new ArrayList<>();
    if (!verdicts.names(Outcome.MISSED).isEmpty()) {
      meaning.add(MISSED);
    }
    meaning.addAll(notJudged(verdicts));
    meaning.add(counted(model, verdicts));
    meaning.add(rule(verdicts));
    quality(model).forEach(meaning::add);
    return new ReportVerdict(missing, sentence(verdicts), meaning);
  }

  private static String sentence(Verdicts verdicts) {
    int total = verdicts.byName().size();
    String all = total + " " + whole(verdicts);
    List<String> missed = verdicts.names(Outcome.MISSED);
    List<String> open = verdicts.names(Outcome.NOT_JUDGED);
    if (open.size() == total) {
      return "None of the " + all + " could be judged" + why(verdicts) + ".";
    }
    if (missed.size() == total) {
      return "This generator misses all " + all + ".";
    }
    long covered = verdicts.covered();
    String covers =
        covered == total
            ? "covers all " + all
            : covered == 0
                ? "is not shown to cover any of the " + all
                : String.format(Locale.ROOT, "covers %d of %s", covered, all);
    return "This generator "
        + covers
        + (missed.isEmpty() ? "" : "; it misses " + names(verdicts, missed))
        + (open.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT, "; %s could not be judged%s", names(verdicts, open), why(verdicts)))
        + ".";
  }

  private static String whole(Verdicts verdicts) {
    return switch (verdicts.kind()) {
      case CLASSES -> "classes";
      case MODES -> "modes (clusters) of the data";
      case CLUSTERS -> "clusters found in the data";
    };
  }

  /// Such as `classes 3 and 9`; the names of clusters say what they are.
  private static String names(Verdicts verdicts, List<String> names) {
    if (verdicts.kind() == Verdicts.Kind.CLUSTERS) {
      return Format.list(names, NAMES);
    }
    String noun = names.size() == 1 ? verdicts.kind().word() : verdicts.kind().words();
    return noun + " " + Format.list(names, NAMES);
  }

  /// Names by reason, in the order of the reasons.
  private static Map<Reason, List<String>> reasons(Verdicts verdicts) {
    Map<Reason, List<String>> reasons = new EnumMap<>(Reason.class);
    verdicts
        .byName()
        .forEach((name, verdict) -> {
          if (verdict.reason() != null) {
            reasons.computeIfAbsent(verdict.reason(), _ -> new ArrayList<>()).add(name);
          }
        });
    return reasons;
  }

  /// The reason after a colon if there is only one.
  private static String why(Verdicts verdicts) {
    Map<Reason, List<String>> reasons = reasons(verdicts);
    if (reasons.size() != 1) {
      return "";
    }
    return ": "
        + switch (reasons.keySet().iterator().next()) {
          case NO_ROWS -> "no rows to judge by";
          case MIXED -> "not told from their neighbours " + verdicts.where();
          case TOO_FEW -> "too few rows or samples";
          case BETWEEN -> "what was seen fits both";
          case ALIKE -> "the samples are too alike";
        };
  }

  /// What is not known, why, and what to do: one paragraph for each reason.
  private static List<String> notJudged(Verdicts verdicts) {
    return reasons(verdicts).entrySet().stream()
        .map(entry ->
            String.format(
                Locale.ROOT,
                "Not judged, %s: %s, because %s. What to do: %s.",
                entry.getKey().words(),
                names(verdicts, entry.getValue()),
                entry.getKey().meaning(),
                verdicts.remedy(entry.getKey())))
        .toList();
  }

  /// How the samples were counted.
  private static String counted(ReportModel model, Verdicts verdicts) {
    String word = verdicts.kind().word();
    String others = verdicts.kind().words();
    String rows = model.rows();
    return switch (verdicts.kind()) {
      case MODES ->
          "A sample counts for a mode when it lies within three standard deviations of its centre. As many fresh points of the true distribution show what to expect: all of them give the mode's due, those of the other modes alone the count without it.";
      case CLASSES, CLUSTERS ->
          String.format(
              Locale.ROOT,
              """
              Samples carry no labels. Each counts for the %s whose held-out %s it lies clearly nearer to \
              than to all others, %s; a sample in between counts for none%s. Training %s are counted in \
              the same way and scaled to the number of samples: all of them show how many are due, those \
              of the other %s alone how many there would be without the %s.\
              """,
              word,
              rows,
              verdicts.where(),
              none(verdicts),
              rows,
              others,
              word);
    };
  }

  /// How many samples count for nothing, beside real rows.
  private static String none(Verdicts verdicts) {
    long samples = verdicts.samples();
    long seen = verdicts.byName().values().stream().mapToLong(ClassVerdict::seen).sum();
    double due =
        verdicts.byName().values().stream()
            .mapToDouble(ClassVerdict::with)
            .filter(Double::isFinite)
            .sum();
    return samples == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " (%s of %s, and %s of as many real ones)",
            Format.count(Math.max(0, samples - seen)),
            Format.count(samples),
            Format.expected(Math.max(0, samples - due)));
  }

  /// The rule and its errors.
  private static String rule(Verdicts verdicts) {
    String word = verdicts.kind().word();
    return String.format(
        Locale.ROOT,
        """
        A %s is covered if significantly more samples count than without it and they are at least a \
        quarter of its due; it is missed if significantly fewer count than are due and they are less than \
        a quarter.%s Of 100 generators that lack a %s and make the others, at most one is called covering \
        it; of 100 perfect ones, at most one is called missing it. Not judged means that neither was \
        shown: the %s may be covered or missed.\
        """,
        word,
        verdicts.kind() == Verdicts.Kind.MODES
            ? ""
            : " Where there are 30 held-out rows and samples or more, its samples must also come close to at least half as many of them as training rows do; else they are alike, and it is not judged.",
        word,
        word);
  }

  private static Stream<String> quality(ReportModel model) {
    Scores scores = model.scores();
    return scores.verdicts().kind() == Verdicts.Kind.MODES ? modes(scores) : weakest(model);
  }

  /// The covered class whose samples come close to the smallest share of its rows.
  private static Stream<String> weakest(ReportModel model) {
    Scores scores = model.scores();
    return scores.verdicts().names(Outcome.COVERED).stream()
        .filter(name -> scores.coverage(name).value() > 0) // 0 of few rows says nothing of variety
        .min(Comparator.comparingDouble(name -> scores.coverage(name).value()))
        .map(name -> weakest(model, name, scores.coverage(name)))
        .stream();
  }

  private static String weakest(ReportModel model, String name, Score coverage) {
    String ceiling =
        Double.isFinite(coverage.trainingReference())
            ? String.format(
                Locale.ROOT,
                ", as many training %s to %s",
                model.rows(),
                Format.hundredth(coverage.trainingReference()))
            : "";
    return String.format(
        Locale.ROOT,
        "The covered %s that varies least is %s: samples come close to %s of its held-out %s%s%s.",
        model.scores().verdicts().kind().word(),
        name,
        Format.ofHundred(coverage.value()),
        model.rows(),
        ReportVerdict.range(coverage),
        ceiling);
  }

  private static Stream<String> modes(Scores scores) {
    Score fair = scores.headline("fair-modes");
    Score quality = scores.headline("high-quality");
    List<String> sentences = new ArrayList<>();
    if (fair.present()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "%s of the %d modes get a fair share of the samples, at least a fifth of what is due.",
              count(fair.value()),
              scores.verdicts().byName().size()));
    }
    if (quality.present()) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "Of the samples, %s lie in a mode rather than in between%s%s.",
              Format.ofHundred(quality.value()),
              ReportVerdict.range(quality),
              Double.isFinite(quality.trainingReference())
                  ? String.format(
                      Locale.ROOT,
                      "; of real points, %s do",
                      Format.hundredth(quality.trainingReference()))
                  : ""));
    }
    return sentences.isEmpty() ? Stream.empty() : Stream.of(String.join(" ", sentences));
  }

  /// A count, or the mean count where several sets of samples were scored.
  private static String count(double value) {
    return (value == Math.rint(value) ? "" : "On average ") + Format.number(value);
  }
}
