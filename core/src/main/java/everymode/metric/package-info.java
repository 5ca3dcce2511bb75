/// Metrics of generators, each number with its uncertainty.
@NullMarked
package everymode.metric;

import org.jspecify.annotations.NullMarked;
