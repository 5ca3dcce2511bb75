package everymode.bench.verdicts;

import everymode.certify.Certificate;
import everymode.certify.Certification;
import everymode.coverage.CertificatePlan;
import everymode.coverage.ClassVerdict.Outcome;
import everymode.data.Dataset;
import everymode.neighbour.PointSet;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Points certified as `certify` does, from a fixed number of samples.
///
/// @param law of points and samples
/// @param share of the class
/// @param data the points
record CertifyTrial(Gaussians law, double share, Dataset data) implements Trial {

  private static final int POINTS = 4_000;
  private static final int K = 50;
  private static final int SAMPLES = 25_600;
  private static final double RATIO = 0.25;
  private static final double CONFIDENCE = 0.95;
  private static final double COVERED = 0.95;

  /// Points of which some are of the class.
  ///
  /// @param rows points of the class
  static CertifyTrial of(Gaussians law, int rows, SplittableRandom random) {
    Labelled points = draw(law, POINTS, rows, random);
    return new CertifyTrial(law, (double) rows / POINTS, Labelled.points(points, points));
  }

  /// Rows of others, 0, and of the class, 1.
  private static Labelled draw(Gaussians law, int all, int rows, SplittableRandom random) {
    long[] label = new long[all];
    Arrays.fill(label, 0, rows, 1);
    return new Labelled(
        PointSet.join(List.of(law.ofClass(random, rows, 1), law.others(random, all - rows, 1))),
        label);
  }

  @Override
  public String name() {
    return "1";
  }

  @Override
  public Map<String, Outcome> verdicts(Generator generator, SplittableRandom random) {
    int own = (int) Binomial.draw(random, SAMPLES, generator.share() * share);
    var plan = CertificatePlan.of(POINTS, K, RATIO, CONFIDENCE, COVERED, false, 0);
    var certification = new Certification(data, data.heldOut(), "held-out", null, plan);
    Map<String, Outcome> outcomes = new HashMap<>();
    try (var _ = new Scope()) {
      PointSet samples = draw(law, SAMPLES, own, random).x();
      Certificate certificate =
          certification
              .of("samples", Ops.of(samples.values(), SAMPLES, law.dim()), _ -> {})
              .certificate();
      certificate
          .byClass(certificate.test())
          .forEach((label, shown) ->
              outcomes.put(
                  label,
                  switch (shown.verdict()) {
                    case COVERED -> Outcome.COVERED;
                    case MISSED -> Outcome.MISSED;
                    case NOT_SHOWN, NOT_JUDGED -> Outcome.NOT_JUDGED;
                  }));
    }
    return outcomes;
  }
}
