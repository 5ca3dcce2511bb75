package everymode.certify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import everymode.coverage.CertificatePlan;
import everymode.coverage.CertificateVerdict;
import everymode.data.Dataset;
import everymode.data.Distribution;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.run.Json;
import everymode.sample.NamedSampler;
import everymode.tensor.Ops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificationTest {

  private static final Dataset GRID = Datasets.open("grid");
  private static final Distribution DISTRIBUTION = Objects.requireNonNull(GRID.distribution());
  private static final NamedSampler PERFECT =
      new NamedSampler("perfect", "a", (n, key) -> DISTRIBUTION.sample(n, key));

  @TempDir private static Path folder = Path.of("");

  private static Certification certification(boolean population) {
    CertificatePlan plan =
        CertificatePlan.of(GRID.heldOut().size(), 50, 0.25, 0.95, 0.95, population, 0);
    return new Certification(GRID, GRID.heldOut(), "held-out", null, plan);
  }

  private static Optional<Certification.TimedCertificate> stoppedAfter(int blocks, Path part) {
    AtomicInteger done = new AtomicInteger();
    return certification(false).of(PERFECT, part, () -> done.getAndIncrement() >= blocks, _ -> {});
  }

  @Test
  void an_interrupted_certificate_equals_an_uninterrupted_one() throws Exception {
    Path part = folder.resolve("part.json");
    Certificate whole =
        stoppedAfter(1_000, folder.resolve("other.json")).orElseThrow().certificate();
    assertThat(whole.test().verdict()).isEqualTo(CertificateVerdict.COVERED);
    assertThat(stoppedAfter(2, part)).isEmpty();
    assertThat(part).exists();
    assertThat(CertificateFile.read(part).looks()).hasSize(2);
    Certificate rest = stoppedAfter(1_000, part).orElseThrow().certificate();
    assertThat(Json.line(CertificateFile.json(rest)))
        .isEqualTo(Json.line(CertificateFile.json(whole)));
    assertThat(part).doesNotExist();
    Files.writeString(part, "{}");
    assertThat(
            Json.line(CertificateFile.json(stoppedAfter(1_000, part).orElseThrow().certificate())))
        .isEqualTo(Json.line(CertificateFile.json(whole)));
  }

  @Test
  void entries_of_a_certificate_must_follow_from_its_counts() throws Exception {
    certification(false).write(stoppedAfter(1_000, folder.resolve("x.json")).orElseThrow(), folder);
    Path file = folder.resolve("certificate.json");
    assertThat(folder.resolve("coverage.npz")).isNotEmptyFile();
    assertThat(Files.readString(folder.resolve("coverage.svg"))).contains("certified: ");
    assertThat(CertificateFile.inconsistencies(file)).isEmpty();
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"ratio\":0.25", "\"ratio\":0.5"));
    assertThat(CertificateFile.inconsistencies(file)).isNotEmpty();
    Files.writeString(file, text.replace("\"verdict\":\"covered\"", "\"verdict\":\"missed\""));
    assertThat(CertificateFile.inconsistencies(file))
        .containsExactly("verdict does not follow from the counts");
    Files.writeString(file, text.replace("\"k\":50", "\"k\":5000"));
    assertThatThrownBy(() -> CertificateFile.read(file))
        .isInstanceOf(EverymodeException.class)
        .hasMessageContaining("is not a valid certificate (k must be less than");
    Files.writeString(file, text.substring(0, 100));
    assertThatThrownBy(() -> CertificateFile.read(file)).isInstanceOf(EverymodeException.class);
  }

  @Test
  void a_sampler_of_one_mode_misses_the_others_and_samples_of_a_file_are_one_look() {
    float[] same = new float[2 * 4_000];
    Certification.TimedCertificate result =
        certification(false).of("file", Ops.of(same, 4_000, 2), _ -> {});
    Certificate certificate = result.certificate();
    assertThat(certificate.plan().looks()).isEqualTo(1);
    assertThat(certificate.samples()).isEqualTo(4_000);
    assertThat(certificate.test().verdict()).isEqualTo(CertificateVerdict.MISSED);
    assertThat(certificate.test().share()).isLessThan(0.05);
    assertThatThrownBy(() -> certification(false).of("file", Ops.zeros(5, 3), _ -> {}))
        .hasMessageContaining("samples must have shape [2] each");
    assertThatThrownBy(() -> certification(false).of("file", Ops.full(Double.NaN, 5, 2), _ -> {}))
        .hasMessageContaining("must be finite");
  }

  @Test
  void the_population_is_only_for_points_without_ties() {
    Certificate certificate =
        certification(true)
            .of(PERFECT, folder.resolve("p.json"), () -> false, _ -> {})
            .orElseThrow()
            .certificate();
    assertThat(certificate.claim())
        .contains("the mass that the distribution behind the data has there");
    assertThat(certificate.test().share()).isGreaterThan(0.9);
    float[] twice = new float[400];
    Dataset tied = everymode.Tiny.of(twice, 200, 2);
    CertificatePlan plan = CertificatePlan.of(200, 50, 0.25, 0.95, 0.95, true, 0);
    var tiedOnes = new Certification(tied, tied.heldOut(), "held-out", null, plan);
    assertThatThrownBy(() -> tiedOnes.of("file", Ops.zeros(5, 2), _ -> {}))
        .hasMessageContaining("--population needs rows without ties in their distances");
  }

  @Test
  void seeds_depend_on_the_certified_generator() {
    NamedSampler other = new NamedSampler("perfect", "b", PERFECT.sampler());
    var one = certification(false).of(PERFECT, folder.resolve("1"), () -> false, _ -> {});
    var two = certification(false).of(other, folder.resolve("2"), () -> false, _ -> {});
    assertThat(one.orElseThrow().certificate().looks().getFirst())
        .isNotEqualTo(two.orElseThrow().certificate().looks().getFirst());
  }

  @Test
  void images_that_are_not_certified_are_shown_with_their_nearest_samples() {
    Dataset digits = Datasets.open("digits");
    CertificatePlan plan =
        CertificatePlan.of(digits.heldOut().size(), 50, 0.25, 0.95, 0.95, false, 0);
    var certification = new Certification(digits, digits.heldOut(), "held-out", null, plan);
    long[] zeros = java.util.stream.LongStream.range(0, 1_000).map(i -> i % 40).toArray();
    var samples = digits.domain().units(digits.heldOut().x(zeros)); // 40 images repeated
    Certification.TimedCertificate result = certification.of("file", samples, _ -> {});
    certification.write(result, folder);
    assertThat(result.certificate().byClass(result.certificate().test())).hasSize(10);
    assertThat(folder.resolve("uncovered.png")).isNotEmptyFile();
  }
}
