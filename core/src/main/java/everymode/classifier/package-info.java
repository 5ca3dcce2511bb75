/// Classifiers and feature extractors in whose features generators are measured, trained here or
/// published elsewhere.
@NullMarked
package everymode.classifier;

import org.jspecify.annotations.NullMarked;
