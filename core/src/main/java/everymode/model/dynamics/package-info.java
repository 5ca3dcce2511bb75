/// The dynamics laboratory `dynamics`: the game of `everymode.dynamics` as a family, so that a
/// trace is trained, resumed and reported like any other model.
///
/// *Source:* Li, Madry, Peebles and Schmidt, "On the Limitations of First-Order Approximation in
/// GAN Dynamics", ICML 2018, arXiv 1706.09884.
///
/// *Differences from the paper:* what happens to an interval whose ends meet is not said there and
/// is a choice here; unrolling is that of Metz et al., 2017, with the full derivative as the
/// default; step sizes, starts and numbers of steps are ours.
@NullMarked
package everymode.model.dynamics;

import org.jspecify.annotations.NullMarked;
