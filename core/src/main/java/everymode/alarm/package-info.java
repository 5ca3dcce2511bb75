/// Signals of a two-player training from which an alarm is raised while it runs: gradients, what
/// the discriminator separates, and what samples cover of a slice of the training rows.
@NullMarked
package everymode.alarm;

import org.jspecify.annotations.NullMarked;
