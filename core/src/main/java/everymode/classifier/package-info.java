/// Classifiers and feature extractors through which generators are measured, trained here or
/// published elsewhere.
@NullMarked
package everymode.classifier;

import org.jspecify.annotations.NullMarked;
