/// Measures of features and of classifiers: moments, Fréchet and kernel distance, inception score,
/// quality and diversity, and the feature extractors that give them.
@NullMarked
package everymode.metric.feature;

import org.jspecify.annotations.NullMarked;
