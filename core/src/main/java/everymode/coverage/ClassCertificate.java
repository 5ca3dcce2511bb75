package everymode.coverage;

import java.util.Collection;
import java.util.Locale;

/// What a certificate shows for one class.
///
/// A ball counts for the class of its centre only where fewer than ψ of the real points in it are
/// of other classes. A generator that makes all classes but this one, each with its mass, could
/// give any other ball ψ times the mass of the data, so such a ball says nothing about the class.
/// Nor does a ball that holds all points of its class: its radius is the distance to another class,
/// and samples strewn between the two could fill it. Which balls count is fixed by the points, so
/// every statement about a ball keeps its confidence.
///
/// @param points number of points of the class
/// @param balls number of these whose ball counts
/// @param certified number of counting balls that are certified
/// @param missed number of counting balls that are proven to get too little mass
public record ClassCertificate(int points, int balls, int certified, int missed) {

  private static final double ROUNDING = 1e-12; // 0.07 · 100 is slightly more than 7 in binary

  /// The verdict on a class.
  public enum Verdict {
    /// At least half of the balls that count are certified.
    COVERED,
    /// More than half of them are proven missed.
    MISSED,
    /// Neither could be shown with these samples.
    NOT_SHOWN,
    /// Fewer than half of the points have a ball that counts: no number of samples decides.
    NOT_JUDGED
  }

  /// Whether a ball counts for the class of its centre.
  ///
  /// @param held real points in the ball, including its centre
  /// @param own those of the class of the centre
  /// @param points all points of that class
  /// @param ratio ψ
  public static boolean counts(int held, int own, int points, double ratio) {
    return own < points && held - own < ratio * held * (1 - ROUNDING);
  }

  /// The rule in words.
  ///
  /// @param ratio ψ
  /// @return two sentences
  public static String rule(double ratio) {
    return String.format(
        Locale.ROOT,
        """
        A class is covered if at least half of its balls are certified, and missed if more than half are \
        proven missed; only balls count that do not hold the whole class, and in which less than %s of \
        the real points are of other classes. \
        It is not judged if fewer than half of its points have such a ball: samples of its neighbours \
        could fill the others.\
        """,
        ratio);
  }

  /// Whether samples can decide about the class.
  public boolean judged() {
    return points > 0 && 2L * balls >= points;
  }

  /// The verdict.
  public Verdict verdict() {
    if (!judged()) {
      return Verdict.NOT_JUDGED;
    }
    if (2L * certified >= balls) {
      return Verdict.COVERED;
    }
    return 2L * missed > balls ? Verdict.MISSED : Verdict.NOT_SHOWN;
  }

  /// The verdict on all points together with their classes: *covered* needs the share and every
  /// class, and one missed class is enough for *missed*.
  ///
  /// @param share the verdict by the share of certified points alone
  /// @param classes the classes that decide; empty for the share alone
  public static CertificateVerdict overall(
      CertificateVerdict share, Collection<ClassCertificate> classes) {
    if (share == CertificateVerdict.MISSED
        || classes.stream().anyMatch(of -> of.verdict() == Verdict.MISSED)) {
      return CertificateVerdict.MISSED;
    }
    return classes.stream().allMatch(of -> of.verdict() == Verdict.COVERED)
        ? share
        : CertificateVerdict.NOT_SHOWN;
  }
}
