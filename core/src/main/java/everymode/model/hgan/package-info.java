/// HGAN: what an autoregressive teacher knows is brought to a generator by a second adversarial
/// game.
///
/// The teacher is trained by maximum likelihood, which misses no mode but spreads mass between
/// them. The generator plays the usual game against real rows and another one against samples of
/// the teacher, so that a mode that it has lost costs it in both.
///
/// *Source:* Iranmanesh and Nasrabadi, "HGAN: hybrid generative adversarial network", Journal of
/// Intelligent & Fuzzy Systems, 2021, arXiv 2102.03710, of which only the abstract was available.
///
/// *Differences from the paper:* not known. What the second discriminator sees, weights, teacher,
/// schedules and networks are ours; each other reading is a value of the configuration.
@NullMarked
package everymode.model.hgan;

import org.jspecify.annotations.NullMarked;
