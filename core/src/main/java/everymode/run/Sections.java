package everymode.run;

import everymode.coverage.Ledger;
import everymode.data.Dataset;
import everymode.data.Datasets;
import everymode.error.EverymodeException;
import everymode.metric.Space;
import everymode.report.Certified;
import everymode.report.Chart.Point;
import everymode.report.Grown;
import everymode.train.Rounds;
import everymode.train.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What only some runs have to report: a certificate, and the rounds of a mixture.
final class Sections {

  private static final int EMPTIEST = 5; // points of a class that are told one by one
  private static final int MEMBERS = 12;
  private static final int IMAGES = 16;
  private static final int POINTS = 1_000;

  private Sections() {}

  /// What the certificate in a run says of its newest checkpoint; null without one.
  static @Nullable Certified certified(Trained trained) {
    Path run = trained.directory().path();
    Path folder = run.resolve("certificate");
    if (!Files.exists(folder.resolve("certificate.json"))) {
      return null;
    }
    try {
      Certificate certificate = Certificate.read(folder.resolve("certificate.json"));
      String against = Datasets.title(certificate.about().getOrDefault("against", ""));
      return trained.stateHash().equals(certificate.about().get("subjectHash"))
          ? sound(certificate, against, folder)
          : stale(run, "is of another state of its generator");
    } catch (EverymodeException _) { // a broken file is no reason to have no report
      return stale(run, "is not sound");
    }
  }

  private static Certified stale(Path run, String why) {
    return new Certified.Stale(
        "The certificate in this run %s; make it anew with './everymode certify %s'."
            .formatted(why, run));
  }

  private static Certified sound(Certificate certificate, String against, Path folder) {
    Map<String, String> about = certificate.about();
    Ledger ledger = certificate.ledger();
    String space = about.getOrDefault("space", Space.ITSELF);
    return new Certified.Sound(
        ledger.verdict(),
        certificate.claim(),
        about.getOrDefault("rows", ""),
        against,
        space.equals(Space.ITSELF) ? null : space,
        certificate.plan(),
        certificate.samples(),
        groups(certificate, ledger),
        uncovered(certificate, ledger, folder));
  }

  private static List<Certified.Group> groups(Certificate certificate, Ledger ledger) {
    boolean one = certificate.label().length == 0;
    List<String> names = one ? List.of("all points") : certificate.classes();
    int[] emptiest = certificate.emptiest(ledger);
    List<Certified.Group> groups = new ArrayList<>();
    for (int g = 0; g < names.size(); g++) {
      int wanted = g;
      IntPredicate own = i -> one || certificate.label()[i] == wanted;
      int points = (int) IntStream.range(0, certificate.plan().points()).filter(own).count();
      if (points > 0) {
        groups.add(
            new Certified.Group(
                names.get(g),
                points,
                (int) ledger.certified().stream().filter(own).count(),
                (int) ledger.missed().stream().filter(own).count(),
                balls(Arrays.stream(emptiest).filter(own), ledger)));
      }
    }
    return groups;
  }

  private static List<Certified.Ball> balls(IntStream emptiest, Ledger ledger) {
    long[] counts = ledger.counts();
    return emptiest.limit(EMPTIEST).mapToObj(i -> new Certified.Ball(i, counts[i])).toList();
  }

  private static Certified.@Nullable Uncovered uncovered(
      Certificate certificate, Ledger ledger, Path folder) {
    Path wall = folder.resolve("uncovered.png");
    Path plane = folder.resolve("coverage.svg");
    if (Files.exists(wall)) {
      List<String> classes =
          certificate.label().length == 0
              ? List.of()
              : Arrays.stream(certificate.emptiest(ledger))
                  .limit(Certification.SHOWN)
                  .mapToObj(i -> certificate.classes().get(certificate.label()[i]))
                  .toList();
      return new Certified.Wall(bytes(wall), Certification.ACROSS, classes);
    }
    return Files.exists(plane) ? new Certified.Plane(bytes(plane)) : null;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw RunDirectory.failed("read", file, e);
    }
  }

  /// How a mixture grew; null for a model without rounds that have ended.
  static @Nullable Grown grown(Trained trained) {
    if (!(trained.model() instanceof Rounds rounds) || rounds.ended() == 0) {
      return null;
    }
    Growth growth = Growth.of(trained, new Growth.Asked(null, 0, null, 0), _ -> {});
    return new Grown(
        growth.rounds().stream().map(Sections::round).toList(),
        weights(trained.data(), growth.curves()),
        members(trained, rounds.ended()),
        trained.sampler() instanceof Sampler.Mixed mixed ? mixed.components() : 0,
        rounds.promise().orElse(null));
  }

  /// Shares of the weights in times of the classes' shares of the rows, so that rare classes show
  /// beside common ones.
  private static Map<String, List<Point>> weights(Dataset data, Map<String, List<Point>> shares) {
    Map<String, List<Point>> weights = new LinkedHashMap<>();
    shares.forEach((name, points) -> {
      double share = (double) Landing.rows(data, name).length / data.train().size();
      weights.put(name, points.stream().map(p -> new Point(p.x(), p.y() / share)).toList());
    });
    return weights;
  }

  /// Members by their rounds, after the generator that the mixture began with, where there is one.
  private static List<Grown.Member> members(Trained trained, int rounds) {
    List<Grown.Member> members = new ArrayList<>();
    if (trained.sampler() instanceof Sampler.Mixed mixed) {
      int given = mixed.components() - rounds;
      for (int k = 0; k < Math.min(MEMBERS, mixed.components()); k++) {
        String name = k < given ? "Given" : "Member " + (k - given + 1);
        byte[] png = Growth.member(trained, mixed.component(k), IMAGES, POINTS);
        members.add(new Grown.Member(name, png));
      }
    }
    return members;
  }

  private static Grown.Round round(Growth.Line line) {
    Rounds.Round round = line.round();
    return new Grown.Round(
        round.covered(), round.low(), round.middle(), round.high(), round.teaches());
  }
}
