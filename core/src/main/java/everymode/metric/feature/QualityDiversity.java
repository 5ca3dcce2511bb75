package everymode.metric.feature;

import everymode.data.Domain;
import everymode.neighbour.PointSet;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The quality and the diversity of samples, as separate scores.
///
/// *Source:* Ben-Yosef and Weinshall, "Gaussian Mixture Generative Adversarial Networks for Diverse
/// Datasets, and the Unsupervised Clustering of Images", 2018. *Ours:* the number of pairs, no
/// pairs of a sample with itself, and the numerically stable form of quality; the constants of the
/// paper are not known.
///
/// *Pitfalls:* duplicates of training rows have the best quality. Diversity within classes compares
/// pixels, so noise scores high; diversity across classes depends only on predicted labels. Each is
/// easy to maximise on its own: read both.
public final class QualityDiversity {

  private static final int PAIRS = 1_000;
  private static final int BLOCK = 250;

  private QualityDiversity() {}

  /// `mean sigmoid(ln a − r)`, which is `mean(1 − e^r / (e^r + a))` without overflow. In (0, 1).
  ///
  /// @param distance r of each sample to the nearest real one, in feature space
  /// @param logA ln a: the distance at which the score is one half
  public static double quality(double[] distance, double logA) {
    return Arrays.stream(distance)
        .map(r -> 1 / (1 + Math.exp(Math.min(700, r - logA))))
        .average()
        .orElse(Double.NaN);
  }

  /// Diversity across classes: the entropy of the label shares over its maximum. In [0, 1].
  ///
  /// @param label of each sample, `[n]`
  /// @param classes at least 2
  public static double entropy(int[] label, int classes) {
    int[] count = new int[classes];
    for (int l : label) {
      count[l]++;
    }
    double sum = 0;
    for (int c : count) {
      double p = (double) c / label.length;
      sum -= c == 0 ? 0 : p * Math.log(p);
    }
    return classes < 2 ? 0 : sum / Math.log(classes);
  }

  /// The geometric mean of two scores.
  public static double combine(double a, double b) {
    return Math.sqrt(a * b);
  }

  /// Diversity within classes: `1 − mean MS-SSIM` over random pairs of different samples of a
  /// class, averaged over classes with at least two samples. NaN if there is none.
  ///
  /// @param images `[n, c·h·w]` in [0, 1]
  /// @param label of each image, `[n]`
  /// @param key determines the pairs
  public static double intra(PointSet images, Domain.Images image, int[] label, RandomKey key) {
    int classes = Arrays.stream(label).max().orElse(-1) + 1;
    List<Double> scores = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      int of = k;
      int[] rows = IntStream.range(0, label.length).filter(i -> label[i] == of).toArray();
      if (rows.length > 1) {
        scores.add(1 - similarity(images, image, rows, key.fold(k)));
      }
    }
    return scores.stream().mapToDouble(s -> s).average().orElse(Double.NaN);
  }

  private static double similarity(
      PointSet images, Domain.Images image, int[] rows, RandomKey key) {
    SplittableRandom random = key.random();
    long[] a = new long[PAIRS];
    long[] b = new long[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      int first = random.nextInt(rows.length);
      int second = (first + 1 + random.nextInt(rows.length - 1)) % rows.length;
      a[i] = rows[first];
      b[i] = rows[second];
    }
    double sum = 0;
    for (int from = 0; from < PAIRS; from += BLOCK) {
      try (var _ = new Scope()) {
        Tensor x = block(images, image, Arrays.copyOfRange(a, from, from + BLOCK));
        Tensor y = block(images, image, Arrays.copyOfRange(b, from, from + BLOCK));
        sum += Arrays.stream(MultiScaleSsim.pairs(x, y)).sum();
      }
    }
    return sum / PAIRS;
  }

  private static Tensor block(PointSet images, Domain.Images image, long[] rows) {
    float[] values = images.pick(rows).values();
    return Device.CPU.bring(Ops.of(values, BLOCK, image.channels(), image.height(), image.width()));
  }
}
