/// What a generator covers and how well, each number with its doubt.
@NullMarked
package everymode.metric;

import org.jspecify.annotations.NullMarked;
