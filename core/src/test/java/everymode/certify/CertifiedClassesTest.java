package everymode.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.coverage.ClassCertificate;
import everymode.coverage.ClassCertificate.Verdict;
import everymode.coverage.SequentialTest;
import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.tensor.Ops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Verdicts on a rare class beside a common one: Gaussians in the plane, `FAR` apart.
final class CertifiedClassesTest {

  private static final double FAR = 50;
  private static final int SAMPLES = 51_200;

  @TempDir private static Path folder = Path.of("");

  /// Common points, then rare ones at some distance.
  private static float[] plane(long seed, int common, int rare, double distance) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[2 * (common + rare)];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() + (i < 2 * common ? 0 : distance));
    }
    return x;
  }

  private static Rows rows(long seed, int common, int rare, double distance) {
    long[] label = new long[common + rare];
    Arrays.fill(label, common, label.length, 2); // no row has label 1
    return Rows.of(plane(seed, common, rare, distance), label, common + rare, 2);
  }

  private static Dataset data(Rows train, Rows held) {
    return TrainHeldOutSplit.of(train, held)
        .dataset("x", new Domain.Points(2), List.of("common", "empty", "rare"));
  }

  private static Certification certification(Dataset data, int k, String classes) {
    Rows points = data.heldOut();
    CertificatePlan plan = CertificatePlan.of(points.size(), k, 0.25, 0.95, 0.95, false, 0);
    return new Certification(
        data,
        points,
        "held-out",
        null,
        plan,
        PointClasses.of(data, points, !classes.equals("ignore")));
  }

  private static Certificate certify(Certification certification, float[] samples) {
    return certification.of("file", Ops.of(samples, samples.length / 2, 2), _ -> {}).certificate();
  }

  private static ClassCertificate rare(Certificate certificate) {
    return Objects.requireNonNull(certificate.byClass(certificate.test()).get("rare"));
  }

  @Test
  void a_class_too_small_for_the_balls_is_not_judged_though_all_its_balls_are_certified() {
    Rows points = rows(1, 9_975, 25, FAR);
    Certification certification = certification(data(points, points), 50, "labels");
    float[] without = plane(2, SAMPLES, 0, FAR);
    Certificate certificate = certify(certification, without);
    SequentialTest test = certificate.test();
    assertThat(test.verdict()).isEqualTo(CertificateVerdict.COVERED);
    assertThat(test.certified().get(9_975, 10_000).cardinality()).isEqualTo(25);
    assertThat(certificate.byClass(test)).containsOnlyKeys("common", "rare");
    assertThat(rare(certificate)).isEqualTo(new ClassCertificate(25, 0, 0, 0));
    assertThat(certificate.verdict(test)).isEqualTo(CertificateVerdict.NOT_SHOWN);
    assertThat(certificate.headline(test))
        .startsWith("not shown: class rare cannot be judged: try --k 24; 10,000 of 10,000 points");

    // The remedy: balls that do not hold the whole class.
    Certification smaller = certification(data(points, points), 24, "labels");
    Certificate missed = certify(smaller, plane(2, 4 * SAMPLES, 0, FAR));
    assertThat(rare(missed).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(missed.verdict(missed.test())).isEqualTo(CertificateVerdict.MISSED);
    float[] with = plane(3, 99 * SAMPLES / 100, SAMPLES / 400, FAR);
    assertThat(rare(certify(smaller, with)).verdict()).isEqualTo(Verdict.COVERED);
  }

  /// A ball that holds the whole class reaches the next one, and all that lies between.
  @Test
  void samples_strewn_between_classes_do_not_cover_one_that_is_never_drawn() {
    Rows points = rows(1, 9_975, 25, FAR);
    float[] strewn = plane(2, 4 * SAMPLES, 0, FAR);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < strewn.length; i += 40) { // every twentieth sample
      float at = (float) random.nextDouble(0.1 * FAR, 0.8 * FAR);
      strewn[i] += at;
      strewn[i + 1] += at;
    }
    Certificate whole = certify(certification(data(points, points), 28, "labels"), strewn);
    assertThat(whole.test().certified().get(9_975, 10_000).cardinality()).isEqualTo(25);
    assertThat(rare(whole).verdict()).isEqualTo(Verdict.NOT_JUDGED);
    Certificate part = certify(certification(data(points, points), 24, "labels"), strewn);
    assertThat(rare(part).verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void a_class_that_is_never_drawn_is_missed_and_one_drawn_in_full_is_covered() {
    Rows points = rows(1, 3_940, 60, FAR);
    Certification certification = certification(data(points, points), 50, "labels");
    Certificate without = certify(certification, plane(2, SAMPLES, 0, FAR));
    assertThat(without.test().verdict()).isEqualTo(CertificateVerdict.COVERED); // 98.5 %
    assertThat(rare(without)).isEqualTo(new ClassCertificate(60, 60, 0, 60));
    assertThat(without.verdict(without.test())).isEqualTo(CertificateVerdict.MISSED);
    assertThat(without.headline(without.test())).startsWith("missed: class rare is missed; 3,9");
    int share = SAMPLES * 60 / 4_000;
    Certificate with = certify(certification, plane(2, SAMPLES - share, share, FAR));
    assertThat(rare(with).verdict()).isEqualTo(Verdict.COVERED);
    assertThat(with.verdict(with.test())).isEqualTo(CertificateVerdict.COVERED);
    assertThat(with.headline(with.test())).startsWith("covered: ").doesNotContain("class");
    Certificate few = certify(certification, plane(2, 1_970, 7, FAR)); // a quarter of the share
    assertThat(rare(few).verdict()).isEqualTo(Verdict.NOT_SHOWN);
    assertThat(few.headline(few.test())).contains("class rare is not shown: try more samples; ");
  }

  /// Points of classes side by side.
  private static float[] sideBySide(long seed, int... sizes) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[2 * Arrays.stream(sizes).sum()];
    int i = 0;
    for (int c = 0; c < sizes.length; c++) {
      for (int n = 0; n < sizes[c]; n++) {
        x[i++] = (float) (random.nextGaussian() + c * FAR);
        x[i++] = (float) random.nextGaussian();
      }
    }
    return x;
  }

  @Test
  void the_headline_names_every_class_that_is_not_covered() {
    int[] sizes = {3_860, 60, 60, 20};
    long[] label =
        IntStream.range(0, sizes.length)
            .flatMap(c -> IntStream.generate(() -> c).limit(sizes[c]))
            .asLongStream()
            .toArray();
    Rows points = Rows.of(sideBySide(1, sizes), label, label.length, 2);
    Dataset data =
        TrainHeldOutSplit.of(points, points)
            .dataset("x", new Domain.Points(2), List.of("common", "absent", "few", "small"));
    Certification certification = certification(data, 50, "labels");
    int share = SAMPLES * 60 / 4_000;
    Certificate without = certify(certification, sideBySide(2, SAMPLES, 0, share / 4, 0));
    assertThat(without.headline(without.test()))
        .startsWith(
            "missed: class absent is missed; class few is not shown; class small cannot be judged; ");
    Certificate with = certify(certification, sideBySide(2, SAMPLES, share, share / 4, 0));
    assertThat(with.headline(with.test()))
        .startsWith(
            "not shown: class few is not shown; class small cannot be judged: try --k 19 for small; ");
  }

  @Test
  void classes_that_are_ignored_do_not_decide_but_are_shown() {
    Rows points = rows(1, 3_940, 60, FAR);
    Dataset data = data(points, points);
    float[] without = plane(2, SAMPLES, 0, FAR);
    Certificate alone = certify(certification(data, 50, "ignore"), without);
    assertThat(alone.verdict(alone.test())).isEqualTo(CertificateVerdict.COVERED);
    assertThat(rare(alone).verdict()).isEqualTo(Verdict.MISSED);
    assertThat(alone.headline(alone.test())).startsWith("covered by the share alone: 3,9");
    Certificate deciding = certify(certification(data, 50, "labels"), without);
    assertThat(alone.plan().fingerprint()).isEqualTo(deciding.plan().fingerprint());
    assertThat(alone.looks().getFirst()).isEqualTo(deciding.looks().getFirst());
  }

  @Test
  void verdicts_on_classes_are_recomputed_from_the_file() throws Exception {
    Rows points = rows(1, 3_940, 60, FAR);
    for (String classes : List.of("labels", "ignore")) {
      Certificate certificate =
          certify(certification(data(points, points), 50, classes), plane(2, SAMPLES, 0, FAR));
      Path file = folder.resolve(classes + ".json");
      CertificateFile.write(certificate, file);
      assertThat(CertificateFile.inconsistencies(file)).isEmpty();
      Certificate read = CertificateFile.read(file);
      assertThat(read.byClass(read.test())).isEqualTo(certificate.byClass(certificate.test()));
      assertThat(read.headline(read.test())).isEqualTo(certificate.headline(certificate.test()));
      String text = Files.readString(file);
      Files.writeString(
          file,
          text.replace("\"rare\":{\"verdict\":\"missed\"", "\"rare\":{\"verdict\":\"covered\""));
      assertThat(CertificateFile.inconsistencies(file))
          .containsExactly("classes does not follow from the counts");
      Files.writeString(file, text.replaceFirst("\"own\":\\[\\d+", "\"own\":[51"));
      assertThatThrownBy(() -> CertificateFile.read(file))
          .hasMessageContaining("ball 0 has 50 points, but 51 of its own class");
      Files.writeString(file, text.replaceFirst("\"own\":\\[[^]]*]", "\"own\":[]"));
      assertThatThrownBy(() -> CertificateFile.read(file))
          .hasMessageContaining("create a new one with 'everymode certify'");
    }
  }

  private static String remedy(Dataset data, int k) {
    PointBalls balls = certification(data, k, "labels").balls(_ -> {});
    return Objects.requireNonNull(balls.classes().get("rare"));
  }

  @Test
  void what_would_let_a_class_be_judged_is_named_before_a_sample_is_drawn() {
    Rows one = rows(1, 799, 1, FAR);
    assertThat(remedy(data(rows(2, 7_900, 100, FAR), one), 50)).isEqualTo("--rows train");
    assertThat(remedy(data(rows(2, 7_988, 12, FAR), one), 50)).isEqualTo("--rows train --k 11");
    assertThat(remedy(data(rows(2, 7_998, 2, FAR), one), 50)).isEqualTo("more rows of it");
    assertThat(remedy(data(rows(2, 7_900, 100, FAR), rows(1, 800, 0, FAR)), 50))
        .isEqualTo("--rows train");
    Rows mixed = rows(1, 900, 100, 0);
    assertThat(remedy(data(mixed, mixed), 50)).isEqualTo("--features FILE");
    Rows few = rows(1, 992, 8, 0); // too few for larger balls in any space
    assertThat(remedy(data(few, few), 50)).isEqualTo("--features FILE --k 7");
    Rows all = rows(1, 900, 100, FAR);
    assertThat(remedy(data(all, all), 50)).isEmpty();
  }

  @Test
  void a_file_of_few_samples_needs_more_for_smaller_balls() {
    Rows points = rows(1, 991, 9, FAR);
    Certificate certificate =
        certify(certification(data(points, points), 50, "labels"), plane(2, 1_000, 0, FAR));
    assertThat(certificate.deciding(certificate.test()))
        .isEqualTo("class rare cannot be judged: try --k 8 and more samples");
  }

  @Test
  void points_without_labels_have_no_classes() {
    float[] x = plane(1, 400, 0, FAR);
    Dataset data =
        TrainHeldOutSplit.of(Rows.of(x, null, 400, 2), Rows.of(x, null, 400, 2))
            .dataset("x", new Domain.Points(2), List.of());
    Certificate certificate = certify(certification(data, 50, "labels"), plane(2, 20_000, 0, FAR));
    assertThat(certificate.byClass(certificate.test())).isEmpty();
    assertThat(certificate.verdict(certificate.test())).isEqualTo(CertificateVerdict.COVERED);
    assertThat(certificate.headline(certificate.test())).startsWith("covered: 400 of 400");
  }
}
