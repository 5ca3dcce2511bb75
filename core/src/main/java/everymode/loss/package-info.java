/// Objectives of players: adversarial losses and gradient penalties.
@NullMarked
package everymode.loss;

import org.jspecify.annotations.NullMarked;
