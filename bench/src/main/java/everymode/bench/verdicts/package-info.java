/// Simulates how often class verdicts err: `tools/verdicts`.
@NullMarked
package everymode.bench.verdicts;

import org.jspecify.annotations.NullMarked;
