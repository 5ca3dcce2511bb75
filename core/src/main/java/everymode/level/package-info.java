/// Levels of games made of tiles, and rules that say whether they can be played.
///
/// *Source:* Rodriguez Torrado et al., "Bootstrapping conditional GANs for video game level
/// generation", IEEE CoG 2020, for the game; the rules are ours.
@NullMarked
package everymode.level;

import org.jspecify.annotations.NullMarked;
