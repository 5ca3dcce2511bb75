package everymode.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import everymode.coverage.ClassCertificate.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The rule for classes, on counts made by hand.
final class ClassCertificateTest {

  private static final ClassCertificate COVERED = new ClassCertificate(40, 30, 15, 0);
  private static final ClassCertificate MISSED = new ClassCertificate(40, 30, 2, 16);
  private static final ClassCertificate OPEN = new ClassCertificate(40, 30, 14, 15);
  private static final ClassCertificate UNKNOWN = new ClassCertificate(40, 19, 19, 0);

  @Test
  void a_ball_counts_only_where_fewer_than_the_ratio_of_its_points_are_foreign() {
    assertThat(ClassCertificate.counts(50, 38, 500, 0.25)).isTrue(); // 12 < 12.5
    assertThat(ClassCertificate.counts(50, 37, 500, 0.25)).isFalse();
    assertThat(ClassCertificate.counts(52, 39, 500, 0.25))
        .isFalse(); // 13 of 52 are exactly a quarter
    assertThat(ClassCertificate.counts(100, 93, 500, 0.07)).isFalse(); // 0.07 · 100 > 7 in binary
    assertThat(ClassCertificate.counts(100, 94, 500, 0.07)).isTrue();
    assertThat(ClassCertificate.counts(1, 1, 500, 0.01)).isTrue();
    assertThat(ClassCertificate.counts(50, 1, 500, 1)).isTrue();
    assertThat(ClassCertificate.counts(22, 19, 20, 0.25)).isTrue();
    assertThat(ClassCertificate.counts(22, 20, 20, 0.25)).isFalse(); // it reaches the next class
  }

  @Test
  void a_class_is_covered_by_half_of_its_balls_and_missed_by_more_than_half() {
    assertThat(COVERED.verdict()).isEqualTo(Verdict.COVERED);
    assertThat(MISSED.verdict()).isEqualTo(Verdict.MISSED);
    assertThat(OPEN.verdict()).isEqualTo(Verdict.NOT_SHOWN);
    assertThat(new ClassCertificate(1, 1, 0, 1).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(new ClassCertificate(31, 31, 15, 0).verdict()).isEqualTo(Verdict.NOT_SHOWN);
  }

  @Test
  void a_class_is_judged_only_if_at_least_half_of_its_points_have_a_ball_that_counts() {
    assertThat(UNKNOWN.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(new ClassCertificate(40, 20, 20, 0).verdict()).isEqualTo(Verdict.COVERED);
    assertThat(new ClassCertificate(40, 19, 0, 19).verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(new ClassCertificate(0, 0, 0, 0).verdict()).isEqualTo(Verdict.NOT_JUDGED);
  }

  @Test
  void covered_needs_the_share_and_every_class_and_one_missed_class_is_missed() {
    assertThat(overall(CertificateVerdict.COVERED, COVERED, COVERED))
        .isEqualTo(CertificateVerdict.COVERED);
    assertThat(overall(CertificateVerdict.COVERED)).isEqualTo(CertificateVerdict.COVERED);
    for (ClassCertificate one : List.of(OPEN, UNKNOWN)) {
      assertThat(overall(CertificateVerdict.COVERED, COVERED, one))
          .isEqualTo(CertificateVerdict.NOT_SHOWN);
      assertThat(overall(CertificateVerdict.COVERED, one, MISSED))
          .isEqualTo(CertificateVerdict.MISSED);
      assertThat(overall(CertificateVerdict.MISSED, one, COVERED))
          .isEqualTo(CertificateVerdict.MISSED);
    }
    assertThat(overall(CertificateVerdict.NOT_SHOWN, MISSED)).isEqualTo(CertificateVerdict.MISSED);
    assertThat(overall(CertificateVerdict.NOT_SHOWN, COVERED))
        .isEqualTo(CertificateVerdict.NOT_SHOWN);
  }

  private static CertificateVerdict overall(CertificateVerdict share, ClassCertificate... classes) {
    return ClassCertificate.overall(share, List.of(classes));
  }

  @Test
  void small_balls_cannot_all_be_certified_with_any_number_of_samples() {
    // P(Beta(5, 9995) < 0.25 · 5/10,000) = 0.0091: of 10,000 balls 91 truly have less
    assertThat(CertificatePlan.of(10_000, 5, 0.25, 0.95, 0.95, false, 0).limit())
        .isBetween(0.9905, 0.9912);
    assertThat(CertificatePlan.of(10_000, 50, 0.25, 0.95, 0.95, false, 0).limit())
        .isGreaterThan(0.999999);
    CertificatePlan one = CertificatePlan.of(1_000, 1, 0.25, 0.95, 0.95, false, 0);
    assertThat(one.limit()).isBetween(0.778, 0.780); // e^−0.25
    assertThat(one.power(5)).isLessThan(one.limit());
  }
}
