/// Data sets: what they are, how they are read, and how batches are drawn from them.
@NullMarked
package everymode.data;

import org.jspecify.annotations.NullMarked;
