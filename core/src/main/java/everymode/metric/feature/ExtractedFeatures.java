package everymode.metric.feature;

import everymode.neighbour.PointSet;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The output of a feature extractor for a set of rows.
///
/// @param features `[n, f]`
/// @param probability of each class, `[n, k]`; null for networks without classes and for stacked
///   digits, which have too many classes
/// @param label the most likely class, `[n]`; empty without classes
/// @param confidence its probability, `[n]`; empty without classes
@SuppressWarnings("ArrayRecordComponent") // shared with tight loops, never changed
public record ExtractedFeatures(
    PointSet features, @Nullable PointSet probability, int[] label, float[] confidence) {

  public ExtractedFeatures pick(long[] rows) {
    boolean classes = label.length > 0;
    int[] labels = new int[classes ? rows.length : 0];
    float[] confidences = new float[labels.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = label[(int) rows[i]];
      confidences[i] = confidence[(int) rows[i]];
    }
    return new ExtractedFeatures(
        features.pick(rows),
        probability == null ? null : probability.pick(rows),
        labels,
        confidences);
  }

  /// The output of a classifier, with the most likely class of each row.
  ///
  /// @param features `[n, f]`
  /// @param probability `[n, k]`
  static ExtractedFeatures of(PointSet features, PointSet probability) {
    int n = probability.n();
    int k = probability.dim();
    int[] label = new int[n];
    float[] confidence = new float[n];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < k; c++) {
        float p = probability.values()[i * k + c];
        if (p > confidence[i]) {
          confidence[i] = p;
          label[i] = c;
        }
      }
    }
    return new ExtractedFeatures(features, probability, label, confidence);
  }

  /// Concatenates rows.
  static ExtractedFeatures join(List<ExtractedFeatures> parts) {
    List<PointSet> probabilities =
        parts.stream().flatMap(part -> Stream.ofNullable(part.probability)).toList();
    return new ExtractedFeatures(
        PointSet.join(parts.stream().map(ExtractedFeatures::features).toList()),
        probabilities.size() == parts.size() ? PointSet.join(probabilities) : null,
        parts.stream().flatMapToInt(part -> Arrays.stream(part.label)).toArray(),
        floats(parts));
  }

  private static float[] floats(List<ExtractedFeatures> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.confidence.length).sum()];
    int offset = 0;
    for (ExtractedFeatures part : parts) {
      System.arraycopy(part.confidence, 0, all, offset, part.confidence.length);
      offset += part.confidence.length;
    }
    return all;
  }

  /// Combines the separately classified digits of one number: labels form a number in base k, the
  /// confidence is that of the least confident digit, and features are concatenated.
  static ExtractedFeatures stack(List<ExtractedFeatures> digits, int k) {
    int n = digits.getFirst().features.n();
    int[] label = new int[n];
    float[] confidence = new float[n];
    Arrays.fill(confidence, 1);
    for (ExtractedFeatures digit : digits) {
      for (int i = 0; i < n; i++) {
        label[i] = k * label[i] + digit.label[i];
        confidence[i] = Math.min(confidence[i], digit.confidence[i]);
      }
    }
    return new ExtractedFeatures(
        PointSet.beside(digits.stream().map(ExtractedFeatures::features).toList()),
        null,
        label,
        confidence);
  }
}
