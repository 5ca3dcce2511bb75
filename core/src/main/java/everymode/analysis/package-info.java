/// What can be learnt about a run after its training: trade-off, clusters, embedding and the growth
/// of a mixture.
@NullMarked
package everymode.analysis;

import org.jspecify.annotations.NullMarked;
