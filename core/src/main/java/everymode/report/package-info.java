/// Pictures, charts and the report a person reads after a training.
///
/// Everything here is plain Java that turns values into text or bytes: no network, no fonts, no
/// display, no native code. All of it is pure, so threads may share it freely.
@NullMarked
package everymode.report;

import org.jspecify.annotations.NullMarked;
