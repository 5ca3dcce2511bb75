/// Analyses of a run after its training: trade-off, clusters, embedding and the rounds of a
/// mixture.
@NullMarked
package everymode.analysis;

import org.jspecify.annotations.NullMarked;
