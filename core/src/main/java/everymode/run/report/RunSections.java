package everymode.run.report;

import everymode.analysis.DataCluster;
import everymode.analysis.MixtureAnalysis;
import everymode.analysis.SampleAssignment;
import everymode.certify.Certificate;
import everymode.certify.CertificateFile;
import everymode.certify.Certification;
import everymode.coverage.ClassCertificate;
import everymode.coverage.SequentialTest;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.EverymodeException;
import everymode.metric.Scores;
import everymode.metric.Verdicts;
import everymode.metric.feature.FeatureSpace;
import everymode.report.CertificateSummary;
import everymode.report.Chart.Point;
import everymode.report.ClusterSection;
import everymode.report.ClusterSection.JudgedCluster;
import everymode.report.MixtureHistory;
import everymode.report.Png;
import everymode.report.Section;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.sample.Sampler;
import everymode.tensor.Scope;
import everymode.train.MixtureRounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Sections of the report that only some runs have: a certificate, and the rounds of a mixture.
final class RunSections {

  private static final int EMPTIEST = 5; // points of a class that are listed
  private static final int MEMBERS = 12;
  private static final int IMAGES = 16;
  private static final int POINTS = 1_000;

  private RunSections() {}

  /// The certificate in a run, checked against its newest checkpoint; null without one.
  static @Nullable CertificateSummary certified(Trained trained) {
    Path run = trained.directory().path();
    Path folder = run.resolve("certificate");
    if (!Files.exists(folder.resolve("certificate.json"))) {
      return null;
    }
    try {
      Certificate certificate = CertificateFile.read(folder.resolve("certificate.json"));
      String against = Datasets.title(certificate.about().getOrDefault("against", ""));
      return trained.stateHash().equals(certificate.about().get("subjectHash"))
          ? valid(certificate, against, folder)
          : outdated(run, "is of another state of its generator");
    } catch (EverymodeException _) { // an invalid file must not prevent the report
      return outdated(run, "is not valid");
    }
  }

  private static CertificateSummary outdated(Path run, String why) {
    return new CertificateSummary.Outdated(
        String.format(
            Locale.ROOT,
            "The certificate in this run %s; create a new one with './everymode certify %s'.",
            why,
            run));
  }

  private static CertificateSummary valid(Certificate certificate, String against, Path folder) {
    Map<String, String> about = certificate.about();
    SequentialTest test = certificate.test();
    String space = about.getOrDefault("space", FeatureSpace.ITSELF);
    return new CertificateSummary.Valid(
        certificate.verdict(test),
        certificate.deciding(test),
        certificate.classesDecide(),
        certificate.claim(),
        certificate.part(),
        against,
        space.equals(FeatureSpace.ITSELF) ? null : space,
        certificate.plan(),
        certificate.samples(),
        groups(certificate, test),
        uncovered(certificate, test, folder));
  }

  private static List<CertificateSummary.PointGroup> groups(
      Certificate certificate, SequentialTest test) {
    Map<String, ClassCertificate> classes = certificate.byClass(test);
    boolean one = classes.isEmpty();
    List<String> names = one ? List.of("all points") : List.copyOf(classes.keySet());
    int[] emptiest = certificate.emptiest(test);
    int[] label = certificate.balls().label();
    List<CertificateSummary.PointGroup> groups = new ArrayList<>();
    for (int g = 0; g < names.size(); g++) {
      int wanted = g;
      IntPredicate own = i -> one || label[i] == wanted;
      groups.add(
          new CertificateSummary.PointGroup(
              names.get(g),
              (int) IntStream.range(0, certificate.plan().points()).filter(own).count(),
              (int) test.certified().stream().filter(own).count(),
              (int) test.missed().stream().filter(own).count(),
              balls(Arrays.stream(emptiest).filter(own), test),
              judged(certificate, names.get(g), classes.get(names.get(g)))));
    }
    return groups;
  }

  private static CertificateSummary.@Nullable JudgedClass judged(
      Certificate certificate, String name, @Nullable ClassCertificate of) {
    return of == null
        ? null
        : new CertificateSummary.JudgedClass(of, certificate.remedy(name, of.verdict()));
  }

  private static List<CertificateSummary.BallCount> balls(IntStream emptiest, SequentialTest test) {
    long[] counts = test.counts();
    return emptiest
        .limit(EMPTIEST)
        .mapToObj(i -> new CertificateSummary.BallCount(i, counts[i]))
        .toList();
  }

  private static CertificateSummary.@Nullable UncoveredPicture uncovered(
      Certificate certificate, SequentialTest test, Path folder) {
    Path grid = folder.resolve("uncovered.png");
    Path plot = folder.resolve("coverage.svg");
    if (Files.exists(grid)) {
      int[] label = certificate.balls().label();
      List<String> names = certificate.balls().names();
      List<String> classes =
          label.length == 0
              ? List.of()
              : Arrays.stream(certificate.emptiest(test))
                  .limit(Certification.SHOWN)
                  .mapToObj(i -> names.get(label[i]))
                  .toList();
      return new CertificateSummary.ImageGrid(
          RunDirectory.bytes(grid), Certification.ACROSS, classes);
    }
    return Files.exists(plot) ? new CertificateSummary.PointPlot(RunDirectory.bytes(plot)) : null;
  }

  /// The clusters that were judged in the place of classes, as `clusters.json` describes them;
  /// empty if classes or modes were.
  static Stream<Section> clusters(Trained trained, Scores scores) {
    Verdicts verdicts = scores.verdicts();
    Path file = trained.directory().clusters();
    if (verdicts.kind() != Verdicts.Kind.CLUSTERS || !Files.exists(file)) {
      return Stream.empty();
    }
    Dataset data = trained.data();
    Map<String, DataCluster> clusters = new LinkedHashMap<>();
    Json.read(file).forEachEntry((name, json) -> clusters.put(name, DataCluster.of(json)));
    List<JudgedCluster> judged = new ArrayList<>();
    verdicts
        .byName()
        .forEach((name, verdict) -> {
          DataCluster cluster = clusters.getOrDefault(name, DataCluster.NONE);
          judged.add(
              new JudgedCluster(
                  name,
                  verdict.outcome(),
                  cluster.rows(),
                  images(data, cluster),
                  cluster.place(),
                  verdict.seen(),
                  verdict.with()));
        });
    return ClusterSection.of(judged);
  }

  private static byte @Nullable [] images(Dataset data, DataCluster cluster) {
    if (data.domain().numeric() || cluster.nearest().isEmpty()) {
      return null;
    }
    long[] rows = cluster.nearest().stream().mapToLong(Long::longValue).toArray();
    try (var _ = new Scope()) {
      Tensor x = data.domain().units(data.heldOut().x(rows));
      return Png.encode(SampleImages.of(x, data.domain(), rows.length));
    }
  }

  /// The rounds of a mixture; null for a model without completed rounds.
  static @Nullable MixtureHistory grown(Trained trained) {
    if (!(trained.model() instanceof MixtureRounds rounds) || rounds.ended() == 0) {
      return null;
    }
    MixtureAnalysis growth =
        MixtureAnalysis.of(trained, new MixtureAnalysis.Query(null, 0, null, 0), _ -> {});
    return new MixtureHistory(
        growth.rounds().stream().map(MixtureAnalysis.RoundRow::round).toList(),
        weights(trained.data(), growth.curves()),
        members(trained, rounds.ended()),
        trained.sampler() instanceof Sampler.ComponentSampler mixed ? mixed.components() : 0,
        rounds.guarantee().orElse(null));
  }

  /// Class weights relative to the classes' shares of the rows, so that rare and common classes are
  /// comparable.
  private static Map<String, List<Point>> weights(Dataset data, Map<String, List<Point>> shares) {
    Map<String, List<Point>> weights = new LinkedHashMap<>();
    shares.forEach((name, points) -> {
      double share = (double) SampleAssignment.rows(data, name).length / data.train().size();
      weights.put(name, points.stream().map(p -> new Point(p.x(), p.y() / share)).toList());
    });
    return weights;
  }

  /// Members by their rounds, after the initial generator of the mixture, if there is one.
  private static List<MixtureHistory.Member> members(Trained trained, int rounds) {
    List<MixtureHistory.Member> members = new ArrayList<>();
    if (trained.sampler() instanceof Sampler.ComponentSampler mixed) {
      int initial = mixed.components() - rounds;
      for (int k = 0; k < Math.min(MEMBERS, mixed.components()); k++) {
        String name = k < initial ? "Initial generator" : "Member " + (k - initial + 1);
        byte[] png = MixtureAnalysis.member(trained, mixed.component(k), IMAGES, POINTS);
        members.add(new MixtureHistory.Member(name, png));
      }
    }
    return members;
  }
}
