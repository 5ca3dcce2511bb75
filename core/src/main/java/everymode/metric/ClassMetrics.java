package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LIKE_REAL;
import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.CLASSES;
import static everymode.metric.Metric.Requirement.LABELS;

import everymode.data.Domain;
import everymode.metric.feature.BatchedExtractor;
import everymode.metric.feature.ClassCounts;
import everymode.metric.feature.ExtractedFeatures;
import everymode.metric.feature.InceptionScore;
import everymode.metric.feature.ModeScore;
import everymode.metric.feature.QualityDiversity;
import everymode.neighbour.KnnResult;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// What a classifier makes of samples: which classes appear, how sure it is, quality and diversity.
final class ClassMetrics implements MetricGroup {

  private static final double NO_END = Double.POSITIVE_INFINITY;
  private static final double SURE = 0.9;
  private static final int SPLITS = 10;
  private static final int NEIGHBOURS = 5_000;
  private static final RandomKey CHANCE = new RandomKey(0).fold("metric").fold("diversity");
  static final List<Metric> METRICS =
      List.of(
          of(
              "is",
              "How sure of each sample and how varied over all the judge is.",
              HIGHER,
              1,
              CLASSES),
          of(
              "mode-score",
              "Like the inception score, but classes should have the shares of the data.",
              HIGHER,
              0,
              LABELS),
          of(
              "mode-score-xu",
              "The mode score in its later form, which measures sureness against the samples.",
              HIGHER,
              0,
              LABELS),
          of(
              "class-modes",
              "How many classes appear in samples of which the judge is sure.",
              HIGHER,
              0,
              LABELS),
          of(
              "fair-class-modes",
              "How many classes get at least a fifth of the sure samples that they should.",
              HIGHER,
              0,
              LABELS),
          of(
              "class-kl",
              "How far the shares of classes among samples are from those of the data, in nats.",
              LOWER,
              0,
              LABELS),
          of(
              "rare-coverage",
              "Coverage as a mean over rows that weighs each class by how rare it is.",
              HIGHER,
              0,
              LABELS),
          of(
              "quality",
              "How close samples are to real ones in a judge's features.",
              HIGHER,
              0,
              CLASSES),
          of(
              "diversity",
              "How varied samples are within classes and over them.",
              LIKE_REAL,
              0,
              CLASSES),
          of(
              "quality-diversity",
              "The geometric mean of quality and diversity.",
              HIGHER,
              0,
              CLASSES));

  private final ReferenceSet reference;
  private final String behind;
  private final int classes;
  private final boolean labelled;
  private final double[] share;
  private final PointSet known; // features of training rows
  private final double logA;

  ClassMetrics(ReferenceSet reference, BatchedExtractor extractor, String behind) {
    this.reference = reference;
    this.behind = behind;
    classes = extractor.extractor().classes().size();
    labelled = reference.heldLabel().length > 0 && reference.data().classes().size() == classes;
    share = shares(reference.heldLabel());
    known = some(ReferenceSet.features(reference.train()));
    double[] apart = distances(ReferenceSet.features(reference.held()));
    Arrays.sort(apart);
    logA = apart[apart.length / 2]; // so that real rows score one half
  }

  private static Metric of(
      String name, String about, Metric.Direction better, double least, Metric.Requirement need) {
    return new Metric(name, about, better, least, NO_END, need, true);
  }

  private double[] shares(long[] label) {
    double[] share = new double[classes];
    for (long c : labelled ? label : new long[0]) {
      share[(int) c] += 1.0 / label.length;
    }
    return share;
  }

  private static PointSet some(PointSet features) {
    int n = Math.min(NEIGHBOURS, features.n());
    return n == features.n() ? features : features.pick(LongStream.range(0, n).toArray());
  }

  private double[] distances(PointSet features) {
    double[][] squared = KnnResult.among(some(features), known, 1).squared();
    return Arrays.stream(squared).mapToDouble(row -> Math.sqrt(row[0])).toArray();
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues reading) {
    ExtractedFeatures seen = ReferenceSet.seen(sample);
    PointSet probability = java.util.Objects.requireNonNull(seen.probability());
    int n = sample.n();
    reading.put("is" + behind, InceptionScore.of(probability, Math.min(SPLITS, n)), n);
    if (labelled) {
      reading.put("mode-score" + behind, ModeScore.che(probability, share), n);
      reading.put("mode-score-xu" + behind, ModeScore.xu(probability, share), n);
      ClassCounts counts = ClassCounts.of(seen.label(), seen.confidence(), share, SURE);
      reading.put("class-modes" + behind, counts.hit(), n);
      reading.put("fair-class-modes" + behind, counts.fair(), n);
      reading.put("class-kl" + behind, counts.kl(), n);
      double[] coverage = reading.classes().get("coverage" + behind);
      if (coverage != null) {
        reading.put("rare-coverage" + behind, ClassCounts.rare(coverage, share), n);
      }
    }
    double quality =
        sample.training()
            ? Double.NaN // training rows are their own nearest neighbours
            : QualityDiversity.quality(distances(seen.features()), logA);
    double diversity = diversity(sample, seen);
    reading.put("quality" + behind, quality, n);
    reading.put("diversity" + behind, diversity, n);
    reading.put("quality-diversity" + behind, QualityDiversity.combine(quality, diversity), n);
  }

  /// Within classes by structural similarity where there are images, over classes by entropy.
  private double diversity(EvaluatedRows sample, ExtractedFeatures seen) {
    double inter = QualityDiversity.entropy(seen.label(), classes);
    return reference.data().domain() instanceof Domain.Images(int c, int h, int w)
        ? QualityDiversity.combine(
            QualityDiversity.intra(sample.units(), c, h, w, seen.label(), CHANCE), inter)
        : inter;
  }

  @Override
  public double ideal(String metric, int n) {
    return metric.equals("class-kl" + behind) ? (classes - 1) / (2.0 * n) : Double.NaN;
  }
}
