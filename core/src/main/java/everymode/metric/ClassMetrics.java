package everymode.metric;

import static everymode.metric.Metric.Direction.HIGHER;
import static everymode.metric.Metric.Direction.LIKE_REAL;
import static everymode.metric.Metric.Direction.LOWER;
import static everymode.metric.Metric.Requirement.CLASSES;
import static everymode.metric.Metric.Requirement.LABELS;

import everymode.data.Domain;
import everymode.metric.Metric.Kind;
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
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// Metrics from the predictions of a classifier: which classes appear, with what confidence, and
/// the quality and diversity of samples.
final class ClassMetrics implements MetricGroup {

  private static final double CONFIDENT = 0.9;
  private static final int SPLITS = 10;
  private static final int MAX_FEATURE_ROWS = 5_000;
  private static final RandomKey KEY = new RandomKey(0).fold("metric").fold("diversity");
  private static final Kind OF_CLASSES = Kind.of(HIGHER, CLASSES);
  private static final Kind FROM_ONE = OF_CLASSES.within(1, Double.POSITIVE_INFINITY);
  private static final Kind VARIETY = Kind.of(LIKE_REAL, CLASSES);
  private static final Kind OF_LABELS = Kind.of(HIGHER, LABELS);
  private static final Kind DIVERGENCE = Kind.of(LOWER, LABELS);
  private static final Kind MIXTURE = Kind.of(LOWER, CLASSES).signed();
  static final List<Metric> METRICS =
      List.of(
          FROM_ONE.of(
              "is",
              "The inception score: high when predictions are confident for each sample and varied"
                  + " over all samples."),
          OF_LABELS.of(
              "mode-score",
              "The mode score of Che et al. (2017): the inception score, relative to the"
                  + " class shares of the data."),
          OF_LABELS.of(
              "mode-score-xu",
              "The mode score of Xu et al. (2018): the inception score, lowered when class shares"
                  + " differ from those of the data."),
          OF_LABELS.of(
              "class-modes",
              "The number of classes with at least one confidently classified sample."),
          OF_LABELS.of(
              "fair-class-modes",
              "The number of classes that receive at least a fifth of their expected number of"
                  + " samples, counting only confident predictions."),
          DIVERGENCE.of(
              "class-kl",
              "The Kullback–Leibler divergence of the class shares of samples from those of the"
                  + " data, in nats."),
          MIXTURE.of(
              "mode-mixture",
              "The share of samples that the classifier does not recognise with a probability of"
                  + " nine tenths, less that of held-out rows: what lies between classes."),
          OF_LABELS.of(
              "rare-coverage",
              "Coverage averaged over classes, each weighted by the inverse of its share of the"
                  + " data."),
          OF_CLASSES.of(
              "quality",
              "How close samples are to training rows in a classifier's features, from 0 to 1."),
          VARIETY.of("diversity", "How varied samples are within and across classes."),
          OF_CLASSES.of("quality-diversity", "The geometric mean of quality and diversity."));

  private final ReferenceSet reference;
  private final String suffix;
  private final int classes;
  private final boolean labelled;
  private final double[] share;
  private final PointSet trainFeatures;
  private final double logA;
  private final double unsure; // share of held-out rows
  private final boolean qualityWanted;
  private final boolean diversityWanted;

  /// @param wanted which metrics are measured, by name without brackets
  ClassMetrics(
      ReferenceSet reference, BatchedExtractor extractor, String suffix, Predicate<String> wanted) {
    this.reference = reference;
    this.suffix = suffix;
    boolean both = wanted.test("quality-diversity");
    qualityWanted = both || wanted.test("quality");
    diversityWanted = both || wanted.test("diversity");
    classes = extractor.extractor().classes().size();
    labelled = reference.labelled() && reference.data().classes().size() == classes;
    share = shares(reference.heldLabel());
    unsure = unsure(ReferenceSet.extracted(reference.held()));
    trainFeatures = firstRows(ReferenceSet.features(reference.train()));
    double[] distances = distances(ReferenceSet.features(reference.held()));
    Arrays.sort(distances);
    logA = distances[distances.length / 2]; // the median real row scores one half
  }

  private double[] shares(long[] label) {
    double[] share = new double[classes];
    for (long c : labelled ? label : new long[0]) {
      share[(int) c] += 1.0 / label.length;
    }
    return share;
  }

  private static PointSet firstRows(PointSet features) {
    int n = Math.min(MAX_FEATURE_ROWS, features.n());
    return n == features.n() ? features : features.pick(LongStream.range(0, n).toArray());
  }

  private double[] distances(PointSet features) {
    double[][] squared = KnnResult.among(firstRows(features), trainFeatures, 1).squared();
    return Arrays.stream(squared).mapToDouble(row -> Math.sqrt(row[0])).toArray();
  }

  private static double unsure(ExtractedFeatures extracted) {
    float[] confidence = extracted.confidence();
    int below = 0;
    for (float probability : confidence) {
      below += probability < CONFIDENT ? 1 : 0;
    }
    return below / (double) confidence.length;
  }

  @Override
  public void measure(EvaluatedRows sample, MetricValues values) {
    ExtractedFeatures extracted = ReferenceSet.extracted(sample);
    PointSet probability = Objects.requireNonNull(extracted.probability());
    int n = sample.n();
    values.put("mode-mixture" + suffix, unsure(extracted) - unsure, n);
    values.put("is" + suffix, InceptionScore.of(probability, Math.min(SPLITS, n)), n);
    if (labelled) {
      values.put("mode-score" + suffix, ModeScore.che(probability, share), n);
      values.put("mode-score-xu" + suffix, ModeScore.xu(probability, share), n);
      ClassCounts counts =
          ClassCounts.of(extracted.label(), extracted.confidence(), share, CONFIDENT);
      values.put("class-modes" + suffix, counts.hit(), n);
      values.put("fair-class-modes" + suffix, counts.fair(), n);
      values.put("class-kl" + suffix, counts.kl(), n);
      double[] coverage = values.classes().get("coverage" + suffix);
      if (coverage != null) {
        values.put("rare-coverage" + suffix, ClassCounts.rare(coverage, share), n);
      }
    }
    double quality =
        !qualityWanted || sample.training() // training rows are their own nearest neighbours
            ? Double.NaN
            : QualityDiversity.quality(distances(extracted.features()), logA);
    double diversity = diversityWanted ? diversity(sample, extracted) : Double.NaN;
    values.put("quality" + suffix, quality, n);
    values.put("diversity" + suffix, diversity, n);
    values.put("quality-diversity" + suffix, QualityDiversity.combine(quality, diversity), n);
  }

  /// For images, combines diversity within classes (structural similarity) with diversity across
  /// classes (entropy); for other data, across classes only.
  private double diversity(EvaluatedRows sample, ExtractedFeatures extracted) {
    double inter = QualityDiversity.entropy(extracted.label(), classes);
    Domain.Images image = reference.data().domain().image().orElse(null);
    if (image == null) {
      return inter;
    }
    double intra = QualityDiversity.intra(sample.units(), image, extracted.label(), KEY);
    return QualityDiversity.combine(intra, inter);
  }

  @Override
  public double ideal(String metric, int n) {
    if (metric.equals("mode-mixture" + suffix)) {
      return 0;
    }
    return metric.equals("class-kl" + suffix) ? (classes - 1) / (2.0 * n) : Double.NaN;
  }
}
