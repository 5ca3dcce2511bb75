package everymode.report;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import everymode.coverage.ClassVerdict;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.coverage.ClassVerdict.Reason;
import everymode.metric.Score;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import everymode.report.Chart.Point;
import everymode.train.MixtureRounds.RoundStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reports of fictitious generators with invented numbers.
final class Example {
  private Example() {}

  /// A report with scores only.
  static ReportModel of(Scores scores) {
    return of(scores, null);
  }

  /// A report with scores and a certificate.
  static ReportModel of(Scores scores, @Nullable CertificateSummary certified) {
    return of(scores, certified, null);
  }

  /// A report with scores, a certificate and rounds.
  static ReportModel of(
      Scores scores, @Nullable CertificateSummary certified, @Nullable MixtureHistory grown) {
    return of(null, scores, certified, grown);
  }

  /// A report without scores.
  static ReportModel withHeadline(String headline) {
    return of(headline, new Scores(Map.of(), Map.of(), Map.of()), null, null);
  }

  private static ReportModel of(
      @Nullable String headline,
      Scores scores,
      @Nullable CertificateSummary certified,
      @Nullable MixtureHistory grown) {
    return new ReportModel(
        "a title",
        "gan",
        1,
        Double.NaN,
        0,
        headline,
        scores,
        null,
        certified,
        grown,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        "",
        Map.of(),
        List.of(),
        List.of());
  }

  /// A report with content in every section.
  static ReportModel digits() {
    Map<String, Score> all = new LinkedHashMap<>();
    all.put("coverage", new Score(0.7432, 0.731, 0.756, 1797, 0.914, 0.965, null));
    all.put("true-nll", Score.absent(1797, "The true distribution of <digits> is not known."));
    Map<String, Map<String, Score>> classes = new LinkedHashMap<>();
    Map<String, ClassVerdict> verdicts = new LinkedHashMap<>();
    for (int digit = 0; digit < 10; digit++) {
      double value = digit == 8 ? 0.61 : 0.8;
      Score score = new Score(value, value - 0.06, value + 0.05, 178, 0.9, Double.NaN, null);
      classes.put(Integer.toString(digit), Map.of("coverage", score));
      verdicts.put(Integer.toString(digit), verdict(digit));
    }
    byte[] png = Png.encode(new RasterImage(2, 2, 1, new byte[] {0, 85, (byte) 170, (byte) 255}));
    List<Point> loss = IntStream.range(0, 50).mapToObj(i -> new Point(i, 1.0 / (i + 1))).toList();
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("everymode", "0.1.0");
    provenance.put("source", "https://example.org/<digits>");
    return new ReportModel(
        "gmgan on digits (3,823 images 8x8, 10 classes)",
        "gmgan",
        7,
        734.2,
        1797,
        null,
        new Scores(
            all,
            classes,
            Map.of(),
            new Verdicts(Verdicts.Kind.CLASSES, "pixels", 8_985, verdicts),
            List.of("A note on <digits>.")),
        new ReportModel.ImageGallery("image", png, png),
        certified(png),
        grown(png),
        List.of(),
        List.of(new ReportModel.TrainingFrame(0, png), new ReportModel.TrainingFrame(20_000, png)),
        Map.of("discriminator", loss, "generator", loss),
        Map.of(),
        "family: gmgan\nsteps: 20000\n",
        provenance,
        List.of("everymode train recipes/digits.yaml --seed 7"),
        List.of("The held-out digits were written by other people."));
  }

  /// The nine is missed and the three could not be judged; all others are covered.
  private static ClassVerdict verdict(int digit) {
    return switch (digit) {
      case 3 -> new ClassVerdict(Outcome.NOT_JUDGED, Reason.TOO_FEW, 0.5, 1, 2, 0);
      case 9 -> new ClassVerdict(Outcome.MISSED, null, 0.043, 31, 700, 0.9);
      default -> new ClassVerdict(Outcome.COVERED, null, 1.18, 850, 720.4, 1.7);
    };
  }

  /// A certificate with verdict not shown, with a class whose name is markup.
  private static CertificateSummary certified(byte[] png) {
    return new CertificateSummary.Valid(
        CertificateVerdict.NOT_SHOWN,
        "class <b>8 cannot be judged: try --k 20",
        true,
        "With confidence 0.95, every certified point's ball gets enough.",
        "held-out",
        "<digits>",
        "the network <lenet>",
        CertificatePlan.of(300, 50, 0.25, 0.95, 0.95, false, 0),
        6_144,
        List.of(
            new CertificateSummary.PointGroup(
                "0",
                100,
                100,
                0,
                List.of(),
                new CertificateSummary.JudgedClass(new ClassCertificate(100, 95, 95, 0), "")),
            new CertificateSummary.PointGroup(
                "<b>8",
                200,
                120,
                30,
                List.of(new CertificateSummary.BallCount(217, 1)),
                new CertificateSummary.JudgedClass(
                    new ClassCertificate(200, 60, 20, 30), "--k 20"))),
        new CertificateSummary.ImageGrid(png, 2, List.of("<b>8", "0", "<b>8")));
  }

  /// A mixture of three members, one of which is shown.
  private static MixtureHistory grown(byte[] png) {
    return new MixtureHistory(
        List.of(
            new RoundStatistics(0.5312, 0.41, 0.5, 0.98),
            new RoundStatistics(0, 0.99, 0.995, 0.999)),
        Map.of("<b>8", List.of(new Point(1, 1), new Point(2, 2), new Point(3, 4))),
        List.of(new MixtureHistory.Member("<b>Initial", png)),
        3,
        "Theorem <B> gives each row at least 0.01 times its mass.");
  }
}
