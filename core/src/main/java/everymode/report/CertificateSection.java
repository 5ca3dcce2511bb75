package everymode.report;

import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import everymode.coverage.ClassCertificate.Verdict;
import everymode.report.CertificateSummary.ImageGrid;
import everymode.report.CertificateSummary.JudgedClass;
import everymode.report.CertificateSummary.Outdated;
import everymode.report.CertificateSummary.PointGroup;
import everymode.report.CertificateSummary.PointPlot;
import everymode.report.CertificateSummary.Valid;
import everymode.report.Chart.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The report's section about a certificate: what is proven for each point, and what is not.
final class CertificateSection {
  private static final String TITLE = "Certificate";
  private static final int MAX_CLASSES = 40;

  private CertificateSection() {}

  static Stream<Section> of(ReportModel model) {
    return switch (model.certificate()) {
      case null -> Stream.empty();
      case Outdated(String why) -> Stream.of(new Section(TITLE, Format.escape(why), ""));
      case Valid valid -> Stream.of(new Section(TITLE, "", content(model, valid)));
    };
  }

  private static String content(ReportModel model, Valid valid) {
    List<PointGroup> ranked =
        valid.groups().stream().sorted(Comparator.comparingDouble(PointGroup::share)).toList();
    List<PointGroup> shown = ranked.subList(0, Math.min(MAX_CLASSES, ranked.size()));
    return finding(model, valid)
        + Html.paragraph(counts(valid) + " " + valid.claim() + distances(valid))
        + Html.paragraph(limits(valid))
        + classes(valid)
        + order(ranked)
        + Chart.stacks(
            "Certified by class",
            shown.stream().filter(g -> g.points() > 0).map(CertificateSection::stack).toList())
        + uncovered(valid)
        + emptiest(valid, shown);
  }

  /// The rule for classes, and the classes by verdict; those that cannot be judged with the reason.
  private static String classes(Valid valid) {
    List<PointGroup> judged = valid.groups().stream().filter(g -> g.judged() != null).toList();
    if (judged.isEmpty()) {
      return "";
    }
    String alone = valid.classesDecide() ? "" : " The verdict is by the share of points alone.";
    List<String> lines = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      List<String> of =
          judged.stream()
              .filter(g -> verdict == verdict(g))
              .map(CertificateSection::named)
              .toList();
      if (!of.isEmpty()) {
        String word = verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        lines.add(
            Character.toUpperCase(word.charAt(0)) + word.substring(1) + ": " + some(of) + ".");
      }
    }
    return Html.paragraph(ClassCertificate.rule(valid.plan().ratio()) + alone)
        + lines.stream().map(Html::paragraph).collect(Collectors.joining());
  }

  private static @Nullable Verdict verdict(PointGroup group) {
    return group.judged() == null ? null : group.judged().counts().verdict();
  }

  private static String named(PointGroup group) {
    JudgedClass judged = Objects.requireNonNull(group.judged());
    ClassCertificate counts = judged.counts();
    return switch (counts.verdict()) {
      case COVERED -> group.name();
      case MISSED, NOT_SHOWN ->
          String.format(
              Locale.ROOT,
              "%s (%s of %s balls certified, %s proven missed)",
              group.name(),
              Format.count(counts.certified()),
              Format.count(counts.balls()),
              Format.count(counts.missed()));
      case NOT_JUDGED ->
          String.format(
              Locale.ROOT,
              "%s (%s of %s points have a ball that counts; try %s)",
              group.name(),
              Format.count(counts.balls()),
              Format.count(counts.points()),
              judged.remedy());
    };
  }

  private static String some(List<String> names) {
    return names.size() > MAX_CLASSES
        ? String.join(", ", names.subList(0, MAX_CLASSES))
            + String.format(Locale.ROOT, " and %s more", Format.count(names.size() - MAX_CLASSES))
        : String.join(", ", names);
  }

  /// The order of classes.
  private static String order(List<PointGroup> ranked) {
    if (ranked.size() <= 1) {
      return "";
    }
    String some =
        ranked.size() > MAX_CLASSES
            ? String.format(Locale.ROOT, ", the first %d of %,d", MAX_CLASSES, ranked.size())
            : "";
    return Html.paragraph("All points of each class, weakest classes first" + some + ".");
  }

  private static String finding(ReportModel model, Valid valid) {
    String points = points(model, valid);
    String wanted = Format.percent(valid.plan().share());
    String certified = Format.count(valid.certified()) + " of " + points + " are certified";
    if (!valid.deciding().isEmpty()) {
      String word = valid.verdict() == CertificateVerdict.MISSED ? "Missed" : "Not shown";
      return finding(
          String.format(
              Locale.ROOT,
              "%s: %s. Of all classes together, %s; %s were required.",
              word,
              valid.deciding(),
              certified,
              wanted),
          " missing");
    }
    String sentence =
        switch (valid.verdict()) {
          case COVERED ->
              String.format(Locale.ROOT, "Covered: %s; %s were required.", certified, wanted);
          case MISSED ->
              String.format(
                  Locale.ROOT,
                  "Missed: %s of %s are proven to get too little mass; at most %s may be missed.",
                  Format.count(valid.missed()),
                  points,
                  Format.number(100 - 100 * valid.plan().share()) + " %");
          case NOT_SHOWN ->
              String.format(
                  Locale.ROOT,
                  "Not shown: %s, but %s were required; too few are proven missed to show the opposite.",
                  certified,
                  wanted);
        };
    return finding(sentence, valid.verdict() == CertificateVerdict.COVERED ? "" : " missing");
  }

  private static String finding(String sentence, String style) {
    return String.format(
        Locale.ROOT, "<p class=\"finding%s\">%s</p>\n", style, Format.escape(sentence));
  }

  /// Such as `1,797 held-out images of digits`.
  static String points(ReportModel model, Valid valid) {
    return String.format(
        Locale.ROOT,
        "%s %s %s of %s",
        Format.count(valid.plan().points()),
        valid.part(),
        model.rows(),
        valid.against());
  }

  private static String counts(Valid valid) {
    int points = valid.plan().points();
    return String.format(
        Locale.ROOT,
        """
        After %s samples %s of %s points are certified (%s), %s are proven missed, and for %s neither is \
        shown.\
        """,
        Format.count(valid.samples()),
        Format.count(valid.certified()),
        Format.count(points),
        share(valid),
        Format.count(valid.missed()),
        Format.count(points - valid.certified() - valid.missed()));
  }

  /// The certified share, never rounded up to 100 %.
  static String share(Valid valid) {
    double share = (double) valid.certified() / valid.plan().points();
    return share < 1 && share >= 0.9995 ? "more than 99.9 %" : Format.percent(share);
  }

  private static String distances(Valid valid) {
    return valid.space() == null
        ? ""
        : " Distances are measured in the features of " + valid.space() + ".";
  }

  private static String limits(Valid valid) {
    return String.format(
        Locale.ROOT,
        """
        What it cannot show: a mode of fewer than about %s points can hide among its neighbours, and a \
        point for which neither is shown may be covered or not; more samples may decide.\
        """,
        Format.count(valid.plan().k()));
  }

  private static Stack stack(PointGroup group) {
    return new Stack(group.name(), group.share(), (double) group.missed() / group.points());
  }

  private static String uncovered(Valid valid) {
    return switch (valid.uncovered()) {
      case null -> "";
      case PointPlot(byte[] svg) ->
          "<p class=\"uncovered\">"
              + Html.image(
                  "svg+xml", "All points, coloured by certified, missed and not shown", svg)
              + "</p>\n";
      case ImageGrid grid -> {
        String caption =
            "Real images that are not certified, emptiest balls first, each with its nearest sample on its right."
                + (grid.classes().isEmpty()
                    ? ""
                    : " Their classes, row by row: " + classes(grid) + ".");
        yield "<div class=\"uncovered\">\n"
            + Html.figure(caption, "Pairs of a real image and its nearest sample", grid.png())
            + "</div>\n";
      }
    };
  }

  private static String classes(ImageGrid grid) {
    List<String> all = grid.classes();
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += grid.across()) {
      rows.add(String.join(", ", all.subList(from, Math.min(from + grid.across(), all.size()))));
    }
    return String.join("; ", rows);
  }

  /// A table of the classes that are not fully certified.
  private static String emptiest(Valid valid, List<PointGroup> ranked) {
    List<List<String>> rows =
        ranked.stream()
            .filter(group -> group.certified() < group.points())
            .map(CertificateSection::cells)
            .toList();
    long expected = Math.round(valid.plan().massBound(valid.plan().k()) * valid.samples());
    String note =
        "The column Emptiest lists row numbers, from 0, with the number of samples in each ball; a"
            + String.format(
                Locale.ROOT,
                " covered ball of %s points is expected to contain at least %s.",
                Format.count(valid.plan().k()),
                Format.count(expected));
    return rows.isEmpty()
        ? ""
        : "<details><summary>The points that are not certified, by class</summary>\n"
            + Html.paragraph(note)
            + Html.table(
                "scores compact",
                List.of("Class", "Points", "Certified", "Missed", "Not shown", "Emptiest"),
                rows)
            + "</details>\n";
  }

  private static List<String> cells(PointGroup group) {
    return List.of(
        group.name(),
        Format.count(group.points()),
        Format.count(group.certified()),
        Format.count(group.missed()),
        Format.count(group.open()),
        group.emptiest().stream()
            .map(ball ->
                String.format(
                    Locale.ROOT, "%d\u00a0(%s)", ball.row(), Format.count(ball.samples())))
            .collect(Collectors.joining(", ")));
  }
}
