package everymode.run.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import everymode.analysis.SampleAssignment;
import everymode.certify.Certification;
import everymode.certify.Repair;
import everymode.coverage.CertificatePlan;
import everymode.coverage.SequentialTest;
import everymode.metric.Evaluation;
import everymode.metric.Scores;
import everymode.report.CertificateSummary;
import everymode.report.Chart.Point;
import everymode.report.MixtureHistory;
import everymode.run.Recipe;
import everymode.run.Trained;
import everymode.run.Training;
import everymode.sample.NamedSampler;
import everymode.tensor.Device;
import everymode.train.MixtureRounds;
import everymode.train.PartExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunSectionsTest {

  private static final Training.RunSettings OPTIONS =
      new Training.RunSettings(
          Device.CPU, 1, 10, 9, 0, Evaluation.EvaluationSettings.defaults(), PartExecutor.THREADS);
  private static final Scores NONE = new Scores(Map.of(), Map.of(), Map.of());

  @TempDir private Path folder = Path.of("");

  private static Recipe mixture(String data) {
    return Recipe.of("pointwise", data, 1)
        .set("rounds=2")
        .set("member.steps=5")
        .set("member.batchSize=16")
        .set("ratio.steps=5");
  }

  private Trained trained(Recipe recipe, BooleanSupplier stop) {
    Path path = folder.resolve("run");
    try (Training training = Training.begin(recipe, path, OPTIONS, _ -> {})) {
      training.train(stop);
    }
    return Trained.open(path, Device.CPU);
  }

  /// Certifies held-out rows, starting with a look of 2,000 samples.
  private static SequentialTest certify(Trained trained) {
    CertificatePlan plan =
        CertificatePlan.of(trained.data().heldOut().size(), 50, 0.25, 0.95, 0.95, false, 2_000);
    var certification =
        new Certification(trained.data(), trained.data().heldOut(), "held-out", null, plan);
    var subject = new NamedSampler("run", trained.stateHash(), trained.sampler());
    Path to = trained.directory().path().resolve("certificate");
    var result = certification.of(subject, to.resolve("part.json"), () -> false, _ -> {});
    certification.write(result.orElseThrow(), to);
    return result.orElseThrow().certificate().test();
  }

  private static String page(Trained trained) throws IOException {
    RunReport.report(trained, NONE, 1);
    return Files.readString(trained.directory().report());
  }

  @Test
  void a_mixture_of_images_reports_its_rounds_and_a_certificate_its_classes() throws IOException {
    Trained trained = trained(mixture("digits"), () -> false);
    assertThat(RunSections.certified(trained)).isNull();
    assertThat(page(trained)).contains("Rounds</h2>").doesNotContain("Certificate</h2>");
    MixtureHistory grown = Objects.requireNonNull(RunSections.grown(trained));
    assertThat(grown.rounds()).hasSize(2);
    assertThat(grown.members())
        .extracting(MixtureHistory.Member::name)
        .contains("Member 1", "Member 2");
    assertThat(grown.guarantee()).contains("heorem B");
    assertThat(grown.weights()).hasSize(10); // classes with row numbers as names, 0 to 9
    long[] zeros = SampleAssignment.rows(trained.data(), "0");
    double[] last = ((MixtureRounds) trained.model()).shares(2);
    double share = Arrays.stream(zeros).mapToDouble(row -> last[Math.toIntExact(row)]).sum();
    List<Point> weights = Objects.requireNonNull(grown.weights().get("0"));
    assertThat(weights).extracting(Point::x).containsExactly(1.0, 2.0, 3.0);
    assertThat(weights.getFirst().y()).isCloseTo(1, within(1e-9));
    assertThat(weights.getLast().y()).isCloseTo(share * 3_823 / zeros.length, within(1e-9));
    SequentialTest test = certify(trained);
    CertificateSummary.Valid valid =
        (CertificateSummary.Valid) Objects.requireNonNull(RunSections.certified(trained));
    assertThat(valid.groups()).hasSize(10);
    assertThat(valid.groups().stream().mapToInt(CertificateSummary.PointGroup::points).sum())
        .isEqualTo(1_797);
    assertThat(valid.groups().stream().mapToInt(CertificateSummary.PointGroup::certified).sum())
        .isEqualTo(test.certified().cardinality());
    assertThat(valid.groups().stream().mapToInt(CertificateSummary.PointGroup::missed).sum())
        .isEqualTo(test.missed().cardinality());
    CertificateSummary.ImageGrid grid =
        (CertificateSummary.ImageGrid) Objects.requireNonNull(valid.uncovered());
    assertThat(grid.classes()).hasSize(32);
    CertificateSummary.PointGroup first = group(valid, grid.classes().getFirst());
    assertThat(first.emptiest()).hasSize(5);
    long[] counts = test.counts();
    for (CertificateSummary.BallCount ball : first.emptiest()) {
      assertThat(ball.samples()).isEqualTo(counts[ball.row()]);
      assertThat(test.certified().get(ball.row())).isFalse();
    }
    assertThat(page(trained))
        .contains("1,797 held-out images of digits", "Their classes, row by row: ")
        .contains("Independently of this, the certificate shows with confidence 0.95: of 1,797");
  }

  private static CertificateSummary.PointGroup group(CertificateSummary.Valid valid, String name) {
    return valid.groups().stream().filter(g -> g.name().equals(name)).findAny().orElseThrow();
  }

  @Test
  void a_certificate_of_points_without_classes_is_one_group_and_a_plane() throws IOException {
    Trained trained = trained(mixture("ring"), () -> false);
    certify(trained);
    CertificateSummary.Valid valid =
        (CertificateSummary.Valid) Objects.requireNonNull(RunSections.certified(trained));
    assertThat(valid.groups()).hasSize(1).first().extracting("name").isEqualTo("all points");
    assertThat(valid.uncovered()).isInstanceOf(CertificateSummary.PointPlot.class);
    assertThat(page(trained)).contains("held-out points of ring", "data:image/svg+xml;base64,");
  }

  @Test
  void the_initial_generator_of_a_mixture_is_not_a_member_of_a_round() {
    Trained trained = trained(mixture("ring"), () -> false);
    Recipe repair =
        Repair.recipe(trained.directory().path().toString(), "ring", "", 1, null, 1)
            .set("ratio.steps=5");
    Path path = folder.resolve("repaired");
    try (Training training = Training.begin(repair, path, OPTIONS, _ -> {})) {
      training.train(() -> false);
    }
    MixtureHistory grown =
        Objects.requireNonNull(RunSections.grown(Trained.open(path, Device.CPU)));
    assertThat(grown.rounds()).hasSize(1);
    assertThat(grown.members())
        .extracting(MixtureHistory.Member::name)
        .containsExactly("Initial generator", "Member 1");
  }

  @Test
  void a_certificate_of_an_earlier_checkpoint_or_a_broken_one_is_not_shown() throws IOException {
    AtomicInteger steps = new AtomicInteger();
    Trained early = trained(mixture("ring"), () -> steps.getAndIncrement() >= 3);
    assertThat(RunSections.grown(early)).isNull(); // no round has ended
    certify(early);
    assertThat(RunSections.certified(early)).isInstanceOf(CertificateSummary.Valid.class);
    Path path = early.directory().path();
    try (Training training = Training.resume(path, OPTIONS, _ -> {}, _ -> {})) {
      training.train(() -> false);
    }
    Trained late = Trained.open(path, Device.CPU);
    assertThat(page(late))
        .contains(
            "<h2>Certificate</h2>\n<p>The certificate in this run is of another state of its"
                + " generator; create a new one with &#39;./everymode certify "
                + path
                + "&#39;.</p>\n</section>")
        .doesNotContain("points are certified", "the certificate shows")
        .contains("Rounds</h2>");
    Files.writeString(path.resolve("certificate/certificate.json"), "{}");
    assertThat(page(late)).contains("The certificate in this run is not valid; create a new one");
  }
}
