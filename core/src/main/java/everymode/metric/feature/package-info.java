/// Metrics on features and class probabilities: moments, Fréchet and kernel distance, inception
/// score, quality and diversity, and the feature extractors behind them.
@NullMarked
package everymode.metric.feature;

import org.jspecify.annotations.NullMarked;
