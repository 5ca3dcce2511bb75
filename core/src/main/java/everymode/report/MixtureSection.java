package everymode.report;

import everymode.report.CertificateSummary.Valid;
import everymode.train.MixtureRounds.RoundStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The report's section about the rounds of a mixture.
final class MixtureSection {
  private static final String NOTE =
      """
      Each round trains a member on rows drawn with the round's weights. Covered, η̂, is the share \
      of these weights on rows that the round covers. D is the probability that a training row is \
      real rather than generated, estimated by a discriminator, a classifier or the samples nearby: \
      about 0.5 where samples are as frequent as real rows, near 1 where they are missing. A round \
      that covers all rows or none leaves the weights unchanged.\
      """;

  private MixtureSection() {}

  static Stream<Section> of(ReportModel model) {
    MixtureHistory grown = model.mixture();
    if (grown == null || grown.rounds().isEmpty()) {
      return Stream.empty();
    }
    String html = table(grown.rounds()) + weights(grown) + promise(model, grown) + members(grown);
    return Section.of("Rounds", NOTE, html);
  }

  private static String table(List<RoundStatistics> rounds) {
    List<List<String>> rows = new ArrayList<>();
    for (RoundStatistics round : rounds) {
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              covered(round.covered()),
              Format.number(round.low()),
              Format.number(round.middle()),
              Format.number(round.high()),
              round.informative() ? "yes" : "no"));
    }
    return Html.table(
        "compact", List.of("Round", "Covered", "D, 5 %", "50 %", "95 %", "Weights changed"), rows);
  }

  /// Rounded, but neither to 0 nor to 1.
  private static String covered(double share) {
    return share > 0 && share < 1
        ? String.format(Locale.ROOT, "%.4f", Math.clamp(share, 1e-4, 1 - 1e-4))
        : Format.number(share);
  }

  private static String weights(MixtureHistory grown) {
    return grown.weights().isEmpty()
        ? ""
        : Html.paragraph(
                "How often rows of each class are drawn, relative to their share of the data:")
            + Chart.lines("Weights of the classes", "round", grown.weights());
  }

  /// The theoretical guarantee, and what a certificate shows independently of it.
  private static String promise(ReportModel model, MixtureHistory grown) {
    String promise = grown.guarantee();
    if (promise == null) {
      return "";
    }
    String shown = model.certificate() instanceof Valid valid ? " " + proven(model, valid) : "";
    return Html.paragraph(promise + shown);
  }

  private static String proven(ReportModel model, Valid valid) {
    return String.format(
        Locale.ROOT,
        """
        Independently of this, the certificate shows with confidence %s: of %s, %s have a ball that gets \
        at least %s times the mass of the %s there.\
        """,
        valid.plan().confidence(),
        CertificateSection.points(model, valid),
        CertificateSection.share(valid),
        valid.plan().ratio(),
        valid.plan().population() ? "distribution behind the data" : "data");
  }

  private static String members(MixtureHistory grown) {
    if (grown.members().isEmpty()) {
      return "";
    }
    String pictures =
        grown.members().stream()
            .map(m -> Html.figure(m.name(), "Samples of " + m.name(), m.png()))
            .collect(Collectors.joining("", "<div class=\"members\">\n", "</div>\n"));
    String some =
        String.format(
            Locale.ROOT,
            "The first %d of %,d members are shown.",
            grown.members().size(),
            grown.all());
    return grown.all() > grown.members().size() ? pictures + Html.paragraph(some) : pictures;
  }
}
