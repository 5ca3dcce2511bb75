package everymode.report;

import static everymode.report.ReportVerdict.score;

import everymode.metric.Score;
import everymode.metric.Scores;
import java.util.stream.DoubleStream;

/// The verdict for data whose modes are known.
final class ModeVerdict {
  private static final String MODES = " clusters (modes) of the data";
  private static final String FAIR_SHARE = " a fair share of its samples";

  private ModeVerdict() {}

  static ReportVerdict of(Scores scores) {
    Score fair = score(scores, "fair-modes");
    Score reached = score(scores, "modes");
    long total = total(fair, reached);
    boolean missing = reached.value() < total || fair.value() < total;
    String sentence = "This generator " + reach(fair, reached, total) + ".";
    return new ReportVerdict(missing, sentence, quality(score(scores, "high-quality")));
  }

  private static String reach(Score fair, Score reached, long total) {
    if (total == 0) {
      return "reaches " + count((reached.present() ? reached : fair).value()) + MODES;
    }
    if (reached.value() < total) {
      String misses =
          whole(reached.value())
              ? "misses " + count(total - reached.value()) + " of the " + total + MODES
              : "reaches " + count(reached.value()) + " of the " + total + MODES;
      return misses
          + (fair.present() ? " and gives " + count(fair.value()) + " of them" + FAIR_SHARE : "");
    }
    String all = "reaches all " + total + " of " + total + MODES;
    if (fair.value() < total) {
      return reached.present()
          ? all + " but gives only " + count(fair.value()) + " of them" + FAIR_SHARE
          : "gives only " + count(fair.value()) + " of the " + total + MODES + FAIR_SHARE;
    }
    return all + (fair.present() ? " and gives each" + FAIR_SHARE : "");
  }

  private static String quality(Score quality) {
    if (!quality.present()) {
      return "";
    }
    String ceiling =
        Double.isFinite(quality.trainingReference())
            ? "; of real training points, " + Format.hundredth(quality.trainingReference()) + " are"
            : "";
    return "Of its samples, %s are in a cluster rather than in between%s%s."
        .formatted(Format.ofHundred(quality.value()), ReportVerdict.range(quality), ceiling);
  }

  /// The number of modes: what training rows or a perfect sampler reach, or 0 if unknown.
  private static long total(Score fair, Score reached) {
    return Math.round(
        DoubleStream.of(
                fair.trainingReference(),
                reached.trainingReference(),
                fair.ideal(),
                reached.ideal())
            .filter(Double::isFinite)
            .max()
            .orElse(0));
  }

  private static boolean whole(double value) {
    return value == Math.rint(value);
  }

  /// A count, or the mean count where several sets of samples were scored.
  private static String count(double value) {
    return Format.number(value) + (whole(value) ? "" : " (on average)");
  }
}
