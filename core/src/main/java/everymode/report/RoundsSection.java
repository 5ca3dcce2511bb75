package everymode.report;

import everymode.report.Certified.Sound;
import everymode.report.Chart.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The section about the rounds in which a mixture grew.
final class RoundsSection {
  private static final String NOTE =
      "Each round trains a member on rows drawn with weights of its own. Covered, η̂, is the share of"
          + " these weights on rows that the round covers. D is the probability, by the critic or a"
          + " classifier, that a training row is real and not a sample: about 0.5 where samples are as"
          + " frequent, near 1 where they are missing. A round that covers all or nothing changes no"
          + " weights; it taught nothing.";

  private RoundsSection() {}

  static String of(Content content) {
    Grown grown = content.grown();
    return grown == null || grown.rounds().isEmpty()
        ? ""
        : Html.section(
            "Rounds",
            NOTE,
            table(grown.rounds())
                + weights(grown.shares())
                + promise(content, grown)
                + members(grown));
  }

  private static String table(List<Grown.Round> rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (Grown.Round round : rounds) {
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              covered(round.covered()),
              Words.number(round.low()),
              Words.number(round.middle()),
              Words.number(round.high()),
              round.taught() ? "yes" : "no"));
    }
    return Html.table(
        "compact", List.of("Round", "Covered", "D, 5 %", "50 %", "95 %", "Taught"), rows);
  }

  /// Rounded, but neither to all nor to nothing.
  private static String covered(double share) {
    return share > 0 && share < 1
        ? String.format(Locale.ROOT, "%.4f", Math.clamp(share, 1e-4, 1 - 1e-4))
        : Words.number(share);
  }

  /// Each class compared with its first share, so that rare ones show beside common ones.
  private static String weights(Map<String, List<Point>> shares) {
    Map<String, List<Point>> times = new LinkedHashMap<>();
    shares.forEach((name, points) ->
        times.put(
            name,
            points.stream().map(p -> new Point(p.x(), p.y() / points.getFirst().y())).toList()));
    return shares.isEmpty()
        ? ""
        : Html.paragraph("How often rows of each class are drawn, compared with the first round:")
            + Chart.lines("Share of the weights, compared with the first round", "round", times);
  }

  /// Theory, and beside it what a certificate shows without any.
  private static String promise(Content content, Grown grown) {
    String promise = grown.promise();
    if (promise == null) {
      return "";
    }
    String shown = content.certified() instanceof Sound sound ? " " + shown(content, sound) : "";
    return Html.paragraph(promise + shown);
  }

  private static String shown(Content content, Sound sound) {
    return """
    Whatever critics say, the certificate shows with confidence %s: of %s, %s have a ball that gets \
    at least %s times the mass of the %s there.\
    """
        .formatted(
            sound.plan().confidence(),
            CertificateSection.points(content, sound),
            CertificateSection.share(sound),
            sound.plan().ratio(),
            sound.plan().population() ? "law behind the data" : "data");
  }

  private static String members(Grown grown) {
    if (grown.members().isEmpty()) {
      return "";
    }
    StringBuilder pictures = new StringBuilder("<div class=\"members\">\n");
    for (int k = 1; k <= grown.members().size(); k++) {
      pictures.append(
          Html.figure("Member " + k, "Samples of member " + k, grown.members().get(k - 1)));
    }
    pictures.append("</div>\n");
    return grown.all() > grown.members().size()
        ? pictures
            + Html.paragraph(
                "Shown are the first %d of %,d members."
                    .formatted(grown.members().size(), grown.all()))
        : pictures.toString();
  }
}
