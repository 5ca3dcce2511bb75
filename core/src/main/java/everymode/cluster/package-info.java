/// Clusterings: how well clusters agree with classes, and baselines that cluster rows as they are.
@NullMarked
package everymode.cluster;

import org.jspecify.annotations.NullMarked;
