package everymode.report;

import everymode.report.CertificateModel.Valid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The section about the rounds in which a mixture grew.
final class MixtureSection {
  private static final String NOTE =
      """
      Each round trains a member on rows drawn with weights of its own. Covered, η̂, is the share of \
      these weights on rows that the round covers. D is the probability, told by a critic, a \
      classifier or the samples nearby, that a training row is real and not a sample: about 0.5 \
      where samples are as frequent, near 1 where they are missing. A round that covers all or \
      nothing changes no weights; it taught nothing.\
      """;

  private MixtureSection() {}

  static String of(ReportModel model) {
    MixtureHistory grown = model.grown();
    return grown == null || grown.rounds().isEmpty()
        ? ""
        : Html.section(
            "Rounds",
            NOTE,
            table(grown.rounds()) + weights(grown) + promise(model, grown) + members(grown));
  }

  private static String table(List<MixtureHistory.Round> rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (MixtureHistory.Round round : rounds) {
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              covered(round.covered()),
              Format.number(round.low()),
              Format.number(round.middle()),
              Format.number(round.high()),
              round.taught() ? "yes" : "no"));
    }
    return Html.table(
        "compact", List.of("Round", "Covered", "D, 5 %", "50 %", "95 %", "Taught"), rows);
  }

  /// Rounded, but neither to all nor to nothing.
  private static String covered(double share) {
    return share > 0 && share < 1
        ? String.format(Locale.ROOT, "%.4f", Math.clamp(share, 1e-4, 1 - 1e-4))
        : Format.number(share);
  }

  private static String weights(MixtureHistory grown) {
    return grown.weights().isEmpty()
        ? ""
        : Html.paragraph(
                "How often rows of each class are drawn, in times of their share of the data:")
            + Chart.lines("Weights of the classes", "round", grown.weights());
  }

  /// Theory, and beside it what a certificate shows without any.
  private static String promise(ReportModel model, MixtureHistory grown) {
    String promise = grown.promise();
    if (promise == null) {
      return "";
    }
    String shown = model.certified() instanceof Valid sound ? " " + shown(model, sound) : "";
    return Html.paragraph(promise + shown);
  }

  private static String shown(ReportModel model, Valid sound) {
    return """
    Whatever critics say, the certificate shows with confidence %s: of %s, %s have a ball that gets \
    at least %s times the mass of the %s there.\
    """
        .formatted(
            sound.plan().confidence(),
            CertificateSection.points(model, sound),
            CertificateSection.share(sound),
            sound.plan().ratio(),
            sound.plan().population() ? "law behind the data" : "data");
  }

  private static String members(MixtureHistory grown) {
    if (grown.members().isEmpty()) {
      return "";
    }
    StringBuilder pictures = new StringBuilder("<div class=\"members\">\n");
    for (MixtureHistory.Member member : grown.members()) {
      pictures.append(Html.figure(member.name(), "Samples of " + member.name(), member.png()));
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
