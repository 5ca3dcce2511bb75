package everymode.report;

import everymode.report.Certified.Group;
import everymode.report.Certified.Plane;
import everymode.report.Certified.Sound;
import everymode.report.Certified.Stale;
import everymode.report.Certified.Wall;
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

  static String of(Content content) {
    return switch (content.certified()) {
      case null -> "";
      case Stale(String why) -> Html.section(TITLE, Words.escape(why), "");
      case Sound sound -> Html.section(TITLE, "", sound(content, sound));
    };
  }

  private static String sound(Content content, Sound sound) {
    List<Group> ranked =
        sound.groups().stream().sorted(Comparator.comparingDouble(Group::share)).toList();
    List<Group> shown = ranked.subList(0, Math.min(MOST, ranked.size()));
    return finding(content, sound)
        + Html.paragraph(counts(sound) + " " + sound.claim() + through(sound))
        + Html.paragraph(limits(sound))
        + order(ranked)
        + Chart.stacks("Certified by class", shown.stream().map(CertificateSection::stack).toList())
        + uncovered(sound)
        + emptiest(sound, shown);
  }

  /// How classes are ordered, and where fewer than half of the points are certified.
  private static String order(List<Group> ranked) {
    if (ranked.size() <= 1) {
      return "";
    }
    List<String> weak =
        ranked.stream().filter(group -> group.share() < 0.5).map(Group::name).toList();
    String some =
        ranked.size() > MOST ? ", the first %d of %,d".formatted(MOST, ranked.size()) : "";
    String half =
        weak.isEmpty() ? "" : "; of " + Words.list(weak) + " fewer than half are certified";
    return Html.paragraph("Weakest classes first" + some + half + ".");
  }

  private static String finding(Content content, Sound sound) {
    String points = points(content, sound);
    String wanted = Words.percent(sound.plan().share());
    String certified = Words.count(sound.certified()) + " of " + points + " are certified";
    String sentence =
        switch (sound.verdict()) {
          case COVERED -> "Covered: %s; %s were asked for.".formatted(certified, wanted);
          case MISSED ->
              "Missed: %s of %s are proven to get too little; at most %s could be spared."
                  .formatted(
                      Words.count(sound.missed()),
                      points,
                      Words.number(100 - 100 * sound.plan().share()) + " %");
          case NOT_SHOWN ->
              "Not shown: %s, but %s were asked for; nor are enough proven missed to say the opposite."
                  .formatted(certified, wanted);
        };
    boolean covered = sound.verdict() == everymode.coverage.Verdict.COVERED;
    return "<p class=\"finding%s\">%s</p>\n"
        .formatted(covered ? "" : " missing", Words.escape(sentence));
  }

  /// Such as `1,797 held-out images of digits`.
  static String points(Content content, Sound sound) {
    return "%s %s %s of %s"
        .formatted(
            Words.count(sound.plan().points()),
            sound.part().equals("train") ? "training" : sound.part(),
            content.rows(),
            sound.against());
  }

  private static String counts(Sound sound) {
    int points = sound.plan().points();
    return """
    After %s samples %s of %s points are certified (%s), %s are proven missed, and for %s neither is \
    shown.\
    """
        .formatted(
            Words.count(sound.samples()),
            Words.count(sound.certified()),
            Words.count(points),
            share(sound),
            Words.count(sound.missed()),
            Words.count(points - sound.certified() - sound.missed()));
  }

  /// The certified share, never rounded up to all.
  static String share(Sound sound) {
    double share = (double) sound.certified() / sound.plan().points();
    return share < 1 && share >= 0.9995 ? "more than 99.9 %" : Words.percent(share);
  }

  private static String through(Sound sound) {
    return sound.space() == null ? "" : " Distances are seen through " + sound.space() + ".";
  }

  private static String limits(Sound sound) {
    return """
    What it cannot show: a mode of fewer than about %s points can hide among its neighbours, and a \
    point for which neither is shown may be covered or not; more samples may tell.\
    """
        .formatted(Words.count(sound.plan().k()));
  }

  private static Stack stack(Group group) {
    return new Stack(group.name(), group.share(), (double) group.missed() / group.points());
  }

  private static String uncovered(Sound sound) {
    return switch (sound.uncovered()) {
      case null -> "";
      case Plane(byte[] svg) ->
          "<p class=\"uncovered\">"
              + Html.image("svg+xml", "All points in the plane, by what is shown of them", svg)
              + "</p>\n";
      case Wall wall -> {
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

  private static String classes(Wall wall) {
    List<String> all = wall.classes();
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < all.size(); from += wall.across()) {
      rows.add(String.join(", ", all.subList(from, Math.min(from + wall.across(), all.size()))));
    }
    return String.join("; ", rows);
  }

  /// A table of the classes that are not certified as a whole.
  private static String emptiest(Sound sound, List<Group> ranked) {
    List<List<String>> rows =
        ranked.stream()
            .filter(group -> group.certified() < group.points())
            .map(CertificateSection::cells)
            .toList();
    long expected = Math.round(sound.plan().bound(sound.plan().k()) * sound.samples());
    String note =
        "Emptiest are numbers of rows, from 0, with the samples in their balls; in a covered ball of"
            + " %s points at least %s are expected."
                .formatted(Words.count(sound.plan().k()), Words.count(expected));
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

  private static List<String> cells(Group group) {
    return List.of(
        group.name(),
        Words.count(group.points()),
        Words.count(group.certified()),
        Words.count(group.missed()),
        Words.count(group.open()),
        group.emptiest().stream()
            .map(ball -> "%d\u00a0(%s)".formatted(ball.row(), Words.count(ball.samples())))
            .collect(Collectors.joining(", ")));
  }
}
