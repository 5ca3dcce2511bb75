package everymode.metric;

import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.metric.Evaluation.EvaluationSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a reader of scores must know so that he is not misled.
///
/// @param reference what was compared with
/// @param settings what was evaluated and how
/// @param fit which training rows the network was fitted on
/// @param measured notes of the metrics
record Findings(
    ReferenceSet reference, EvaluationSettings settings, Fit fit, List<String> measured) {

  /// Rows and samples of a class from which its coverage says something: the neighbourhoods of
  /// fewer reach into other classes, whose samples then come close to all of them.
  static final int VARIETY = 30;

  /// Density from which samples crowd where real rows are, beside a recall below half of that of
  /// training rows.
  private static final double CROWDED = 1.5;

  /// A share of the due from which something else than the class may be counted.
  private static final double EXCESS = 4;

  private static final double HALF = 0.5;

  /// A class with less than this part of an even share is rare.
  private static final double RARE = 0.25;

  /// Scores of a class that are shares of its held-out rows.
  private static final Set<String> OF_HELD_OUT = Set.of("coverage", "recall");

  /// Whether samples come close to so few rows of a class that they do not vary as these do: its
  /// coverage, with its interval, is less than half of what as many training rows reach, or a
  /// perfect sampler where that is unknown.
  static boolean alike(Scores scores, String label) {
    Score coverage = scores.coverage(label);
    double ceiling =
        Double.isFinite(coverage.trainingReference())
            ? coverage.trainingReference()
            : coverage.ideal();
    double most = Double.isFinite(coverage.high()) ? coverage.high() : coverage.value();
    return coverage.present()
        && Double.isFinite(ceiling)
        && !(ceiling > 0 && most >= HALF * ceiling); // 0 of 0 is not variety
  }

  Scores of(Scores scores, Verdicts verdicts) {
    List<String> notes = new ArrayList<>(measured);
    blur(scores, notes);
    classes(scores, verdicts, notes);
    Map<String, Score> all = new LinkedHashMap<>(scores.all());
    all.replaceAll((name, score) ->
        Metric.plain(name).equals("rare-coverage") ? rare(scores, verdicts, score) : score);
    return new Scores(all, byClass(scores.classes()), scores.shares(), verdicts, notes);
  }

  /// Without the shares of held-out rows of classes that have too few; 0 stays, since no sample
  /// came close.
  private Map<String, Map<String, Score>> byClass(Map<String, Map<String, Score>> classes) {
    Map<String, Integer> rows = reference.rowsByClass();
    Map<String, Map<String, Score>> result = new LinkedHashMap<>();
    classes.forEach((label, own) -> {
      int held = rows.getOrDefault(label, 0);
      Map<String, Score> shown = new LinkedHashMap<>(own);
      shown.replaceAll((name, score) ->
          score.value() > 0 && held < VARIETY && OF_HELD_OUT.contains(Metric.plain(name))
              ? Score.absent(score.n(), tooFew(held))
              : score);
      result.put(label, shown);
    });
    return result;
  }

  private static String tooFew(int rows) {
    return String.format(
        Locale.ROOT,
        "%d held-out rows are too few, because samples of other classes may come close to all of them; at least %d are needed",
        rows,
        VARIETY);
  }

  /// Coverage weighted by rarity, which rows of other classes must not raise: a missed class counts
  /// as 0, and one that could not be judged leaves the mean unknown.
  private static Score rare(Scores scores, Verdicts verdicts, Score score) {
    List<String> open = verdicts.names(Outcome.NOT_JUDGED);
    if (!score.present() || verdicts.isEmpty()) {
      return score;
    }
    if (!open.isEmpty()) {
      return Score.absent(
          score.n(),
          String.format(
              Locale.ROOT,
              "it is not known whether %s covered, so neither is the mean over classes",
              open.size() == 1
                  ? "class " + open.getFirst() + " is"
                  : String.format(Locale.ROOT, "%d classes are", open.size())));
    }
    double weights = scores.shares().values().stream().mapToDouble(share -> 1 / share).sum();
    double missed =
        verdicts.names(Outcome.MISSED).stream()
            .mapToDouble(
                name -> scores.coverage(name).value() / scores.shares().getOrDefault(name, 1.0))
            .sum();
    double less = missed / weights;
    return new Score(
        Math.max(0, score.value() - less),
        Math.max(0, score.low() - less),
        Math.max(0, score.high() - less),
        score.n(),
        score.trainingReference(),
        score.ideal(),
        null);
  }

  /// Scores that smooth or similar samples raise.
  private void blur(Scores scores, List<String> notes) {
    Score coverage = scores.headline("coverage");
    double ceiling =
        Double.isFinite(coverage.ideal()) ? coverage.ideal() : coverage.trainingReference();
    boolean image = reference.data().domain().image().isPresent();
    if ((image ? coverage.value() : coverage.low()) > ceiling) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Coverage is above that of real rows (%.2f): samples that are smoother or more alike than real ones lie in many neighbourhoods at once; this is no sign of quality.",
              ceiling));
    }
    Score density = scores.headline("density");
    Score recall = scores.headline("recall");
    double real = Math.max(1, density.trainingReference()); // above 1 where rows coincide
    if (density.value() >= CROWDED * real && recall.value() < HALF * recall.trainingReference()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "The samples are smooth and alike: density is %.1f (real rows: 1) while recall is %.2f (training rows: %.2f), so coverage says little%s.",
              density.value(),
              recall.value(),
              recall.trainingReference(),
              settings.extractor() == null && image
                  ? " between pixels; measure in a network's features (--features)"
                  : ""));
    }
  }

  private void classes(Scores scores, Verdicts verdicts, List<String> notes) {
    if (verdicts.isEmpty()) {
      if (settings.classes() != ClassSource.IGNORE && scores.all().containsKey("coverage")) {
        unjudged(notes);
      }
      return;
    }
    if (verdicts.kind() != Verdicts.Kind.MODES) {
      space(verdicts).ifPresent(notes::add);
    }
    if (verdicts.kind() == Verdicts.Kind.CLUSTERS) {
      notes.add(
          "Clusters of the data stand for classes: a missed one is a part of the data that is not generated, but two classes may share a cluster, one may fall into several, and a group of few rows has no cluster of its own, so missing it is not seen.");
    }
    List<String> missed = verdicts.names(Outcome.MISSED);
    if (!missed.isEmpty() && scores.all().keySet().stream().anyMatch(Findings::counts)) {
      notes.add(
          String.format(
              Locale.ROOT,
              "class-modes counts a class from a single sample that the classifier is sure of, so it may count one that is missed (%s).",
              String.join(", ", missed)));
    }
    excess(scores, verdicts, notes);
  }

  /// Where classes were judged, and with which controls.
  private Optional<String> space(Verdicts verdicts) {
    return switch (fit) {
      case NONE ->
          verdicts.kind() == Verdicts.Kind.CLASSES
              ? Optional.of(
                  String.format(
                      Locale.ROOT,
                      "Classes were judged %s; the features of a classifier may tell them apart better: --features auto trains one, which takes about a minute.",
                      verdicts.where()))
              : Optional.empty();
      case HALF ->
          Optional.of(
              "The classifier was fitted on one half of the training rows; the other half are the controls of the verdicts.");
      case ALL ->
          Optional.of(
              String.format(
                  Locale.ROOT,
                  "Verdicts were given %s, because the classifier was fitted on the training rows, which are their controls; --features auto fits one on half of them and judges by the other half.",
                  verdicts.where()));
      case UNKNOWN ->
          Optional.of(
              "If the network was fitted on these training rows, which are the controls of the verdicts, their error may be far above 1 %: use one that has not seen them, or --features auto.");
    };
  }

  private void unjudged(List<String> notes) {
    if (settings.classes() == ClassSource.CLUSTERS) {
      notes.add("Nothing was judged, because the data are one cluster.");
    } else if (reference.data().modes() != null) {
      notes.add("Modes were not judged; the metrics modes and fair-modes judge them.");
    } else if (reference.data().classes().isEmpty()) {
      notes.add(
          "Modes were not judged, because the data have no labels; evaluate --classes auto judges clusters in their place.");
    }
  }

  private static boolean counts(String name) {
    return Metric.plain(name).equals("class-modes");
  }

  /// Noise that falls into the place of a class counts for it.
  private static void excess(Scores scores, Verdicts verdicts, List<String> notes) {
    List<String> covered = verdicts.names(Outcome.COVERED);
    List<String> large =
        covered.stream().filter(name -> verdict(verdicts, name).due() > EXCESS).toList();
    if (!large.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "There are more than %.0f times as many samples of %s as are due: look at them, since noise in the place of a class counts for it.",
              EXCESS,
              String.join(", ", large)));
    }
    List<String> far = covered.stream().filter(name -> scores.coverage(name).value() == 0).toList();
    if (!far.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "By their number there are samples of %s, but none comes close to a held-out row of it: look at them.",
              String.join(", ", far)));
    }
    Score precision = scores.headline("precision");
    double unlike = precision.trainingReference() - precision.high(); // share of all samples
    double seldom = RARE / verdicts.byName().size();
    List<String> rare =
        covered.stream()
            .filter(name ->
                verdict(verdicts, name).with() < Math.min(unlike, seldom) * verdicts.samples())
            .toList();
    boolean noisy = precision.value() < HALF * precision.trainingReference();
    if (!rare.isEmpty() || (noisy && !covered.isEmpty())) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Precision is %.2f (training rows: %.2f): samples that are unlike the data count for %s where they fall into its place, so look at them.",
              precision.value(),
              precision.trainingReference(),
              rare.isEmpty() ? "a rare class" : String.join(", ", rare)));
    }
  }

  private static ClassVerdict verdict(Verdicts verdicts, String name) {
    return Objects.requireNonNull(verdicts.byName().get(name));
  }
}
