/// Mixtures of generators, trained in rounds: points that one round does not cover have a higher
/// weight in the next.
///
/// A round trains a new model of any family on data drawn with probabilities `P_t(i) = w_i / Σ w`.
/// If it gives a point less than δ times the mass that the data have there, `r_t(i) P_t(i) < δ p_i`
/// with the ratio `r_t = g_t / P_t`, the weight w_i doubles. After T rounds all members have equal
/// mixture weights. If each round covers a share η of the weights, each point is covered in at
/// least a share `1 − log₂(2 − η) − log₂(n)/T` of the rounds, so that the mixture gives it at least
/// δ times this share of its mass.
///
/// *Source:* Zhong, Mo, Xiao, Chen and Zheng, "Rethinking Generative Mode Coverage: A Pointwise
/// Guaranteed Approach", NeurIPS 2019. The same rounds with the weights of Tolstikhin et al. 2017
/// are AdaGAN; with constant weights, bagging.
///
/// *Differences from the paper:* the members may be of any family; a discriminator whose score is
/// not a log density ratio is replaced by a newly trained classifier; discriminators are evaluated
/// in evaluation mode, and the ratio `1/D − 1` is computed from logits, so that no constant is
/// needed to keep it finite; the mixture weights may be chosen by a linear programme.
@NullMarked
package everymode.model.pointwise;

import org.jspecify.annotations.NullMarked;
