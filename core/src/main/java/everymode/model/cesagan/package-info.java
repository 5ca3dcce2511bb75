/// Adversarial networks of levels that can be played: CESAGAN, and its baselines.
@NullMarked
package everymode.model.cesagan;

import org.jspecify.annotations.NullMarked;
