/// Scores, pictures and the report of a run, from its directory alone.
@NullMarked
package everymode.run.report;

import org.jspecify.annotations.NullMarked;
