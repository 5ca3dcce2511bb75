package everymode.report;

import everymode.report.CertificateModel.ImageGrid;
import everymode.report.CertificateModel.Outdated;
import everymode.report.CertificateModel.PointGroup;
import everymode.report.CertificateModel.PointPlot;
import everymode.report.CertificateModel.Valid;
import everymode.report.Chart.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The section about a certificate: what is shown point by point, and what is not.
final class CertificateSection {
  private static final String TITLE = "Certificate";
  private static final int MOST = 40;

  private CertificateSection() {}

  static String of(ReportModel model) {
    return switch (model.certified()) {
      case null -> "";
      case Outdated(String why) -> Html.section(TITLE, Format.escape(why), "");
      case Valid sound -> Html.section(TITLE, "", sound(model, sound));
    };
  }

  private static String sound(ReportModel model, Valid sound) {
    List<PointGroup> ranked =
        sound.groups().stream().sorted(Comparator.comparingDouble(PointGroup::share)).toList();
    List<PointGroup> shown = ranked.subList(0, Math.min(MOST, ranked.size()));
    return finding(model, sound)
        + Html.paragraph(counts(sound) + " " + sound.claim() + through(sound))
        + Html.paragraph(limits(sound))
        + order(ranked)
        + Chart.stacks("Certified by class", shown.stream().map(CertificateSection::stack).toList())
        + uncovered(sound)
        + emptiest(sound, shown);
  }

  /// How classes are ordered, and where fewer than half of the points are certified.
  private static String order(List<PointGroup> ranked) {
    if (ranked.size() <= 1) {
      return "";
    }
    List<String> weak =
        ranked.stream().filter(group -> group.share() < 0.5).map(PointGroup::name).toList();
    String some =
        ranked.size() > MOST ? ", the first %d of %,d".formatted(MOST, ranked.size()) : "";
    String half =
        weak.isEmpty() ? "" : "; of " + Format.list(weak) + " fewer than half are certified";
    return Html.paragraph("Weakest classes first" + some + half + ".");
  }

  private static String finding(ReportModel model, Valid sound) {
    String points = points(model, sound);
    String wanted = Format.percent(sound.plan().share());
    String certified = Format.count(sound.certified()) + " of " + points + " are certified";
    String sentence =
        switch (sound.verdict()) {
          case COVERED -> "Covered: %s; %s were asked for.".formatted(certified, wanted);
          case MISSED ->
              "Missed: %s of %s are proven to get too little; at most %s could be spared."
                  .formatted(
                      Format.count(sound.missed()),
                      points,
                      Format.number(100 - 100 * sound.plan().share()) + " %");
          case NOT_SHOWN ->
              "Not shown: %s, but %s were asked for; nor are enough proven missed to say the opposite."
                  .formatted(certified, wanted);
        };
    boolean covered = sound.verdict() == everymode.coverage.CertificateVerdict.COVERED;
    return "<p class=\"finding%s\">%s</p>\n"
        .formatted(covered ? "" : " missing", Format.escape(sentence));
  }

  /// Such as `1,797 held-out images of digits`.
  static String points(ReportModel model, Valid sound) {
    return "%s %s %s of %s"
        .formatted(
            Format.count(sound.plan().points()),
            sound.part().equals("train") ? "training" : sound.part(),
            model.rows(),
            sound.against());
  }

  private static String counts(Valid sound) {
    int points = sound.plan().points();
    return """
    After %s samples %s of %s points are certified (%s), %s are proven missed, and for %s neither is \
    shown.\
    """
        .formatted(
            Format.count(sound.samples()),
            Format.count(sound.certified()),
            Format.count(points),
            share(sound),
            Format.count(sound.missed()),
            Format.count(points - sound.certified() - sound.missed()));
  }

  /// The certified share, never rounded up to all.
  static String share(Valid sound) {
    double share = (double) sound.certified() / sound.plan().points();
    return share < 1 && share >= 0.9995 ? "more than 99.9 %" : Format.percent(share);
  }

  private static String through(Valid sound) {
    return sound.space() == null ? "" : " Distances are seen through " + sound.space() + ".";
  }

  private static String limits(Valid sound) {
    return """
    What it cannot show: a mode of fewer than about %s points can hide among its neighbours, and a \
    point for which neither is shown may be covered or not; more samples may tell.\
    """
        .formatted(Format.count(sound.plan().k()));
  }

  private static Stack stack(PointGroup group) {
    return new Stack(group.name(), group.share(), (double) group.missed() / group.points());
  }

  private static String uncovered(Valid sound) {
    return switch (sound.uncovered()) {
      case null -> "";
      case PointPlot(byte[] svg) ->
          "<p class=\"uncovered\">"
              + Html.image("svg+xml", "All points in the plane, by what is shown of them", svg)
              + "</p>\n";
      case ImageGrid wall -> {
        String caption =
            "Real images that are not certified, emptiest balls first, each with its nearest sample to its right."
                + (wall.classes().isEmpty()
                    ? ""
                    : " Their classes, row by row: " + classes(wall) + ".");
        yield "<div class=\"uncovered\">\n"
            + Html.figure(caption, "Pairs of a real image and its nearest sample", wall.png())
            + "</div>\n";
      }
    };
  }

  private static String classes(ImageGrid wall) {
    List<String> all = wall.classes();
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += wall.across()) {
      rows.add(String.join(", ", all.subList(from, Math.min(from + wall.across(), all.size()))));
    }
    return String.join("; ", rows);
  }

  /// A table of the classes that are not certified as a whole.
  private static String emptiest(Valid sound, List<PointGroup> ranked) {
    List<List<String>> rows =
        ranked.stream()
            .filter(group -> group.certified() < group.points())
            .map(CertificateSection::cells)
            .toList();
    long expected = Math.round(sound.plan().massBound(sound.plan().k()) * sound.samples());
    String note =
        "Emptiest are numbers of rows, from 0, with the samples in their balls; in a covered ball of"
            + " %s points at least %s are expected."
                .formatted(Format.count(sound.plan().k()), Format.count(expected));
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
            .map(ball -> "%d\u00a0(%s)".formatted(ball.row(), Format.count(ball.samples())))
            .collect(Collectors.joining(", ")));
  }
}
