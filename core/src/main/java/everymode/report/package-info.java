/// Images, charts and the HTML report of a run.
///
/// Plain Java that converts values to text or bytes: no network, no fonts, no display, no native
/// code. All functions are pure and thread-safe.
@NullMarked
package everymode.report;

import org.jspecify.annotations.NullMarked;
