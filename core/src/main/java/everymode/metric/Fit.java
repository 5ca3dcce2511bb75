package everymode.metric;

import everymode.data.Dataset;
import everymode.data.TrainingHalves;
import everymode.metric.feature.FeatureExtractor;
import org.jspecify.annotations.Nullable;

/// Which training rows of a data set a network was fitted on. A network pulls the rows that it was
/// fitted on towards their classes, so these cannot be the controls of tests in its features.
enum Fit {
  /// There is no network.
  NONE,
  /// It is not known.
  UNKNOWN,
  /// One half of them; see [TrainingHalves].
  HALF,
  /// All of them.
  ALL;

  static Fit of(@Nullable FeatureExtractor extractor, Dataset data) {
    if (extractor == null) {
      return NONE;
    }
    String rows = extractor.fittedOn();
    if (rows.equals(data.hash())) {
      return ALL;
    }
    boolean half = !rows.isEmpty() && rows.equals(TrainingHalves.fitting(data).hash());
    return half ? HALF : UNKNOWN;
  }
}
