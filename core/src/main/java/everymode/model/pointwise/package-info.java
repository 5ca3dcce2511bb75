/// Mixtures of generators, made round after round: what one does not cover counts for more in the
/// next.
///
/// A round trains a fresh model of any family on data drawn with shares `P_t(i) = w_i / Σ w`. Where
/// it gives a point less than δ times the mass that the data have there, `r_t(i) P_t(i) < δ p_i`
/// with the ratio `r_t = g_t / P_t`, the weight w_i doubles. After T rounds samples come from all
/// members alike. If each round covers a share η of the weights, each point is covered in at least
/// `1 − log₂(2 − η) − log₂(n)/T` of the rounds, so that the mixture has at least δ times that of
/// its mass.
///
/// *Source:* Zhong, Mo, Xiao, Chen and Zheng, "Rethinking Generative Mode Coverage: A Pointwise
/// Guaranteed Approach", NeurIPS 2019. The same rounds with the weights of Tolstikhin et al. 2017
/// are AdaGAN; with weights that stay, bagging.
///
/// *Differences from the paper:* the members may be of any family; a critic that is no probability
/// is replaced by a fresh classifier; critics are asked in evaluation mode, and the ratio `1/D − 1`
/// is computed from raw scores, so that no constant keeps it from infinity; weights of the mixture
/// may be chosen by a linear programme.
@NullMarked
package everymode.model.pointwise;

import org.jspecify.annotations.NullMarked;
