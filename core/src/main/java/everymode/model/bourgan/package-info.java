/// BourGAN: an adversarial network whose latent distribution is an embedding of the data.
///
/// Modes are defined by a distance: rows that are close belong to one mode. Training rows are
/// embedded from their metric space into Euclidean space so that the distribution of log distances
/// is preserved, a narrow Gaussian is centred at each of them, and the generator's objective
/// penalises changes of distances.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN: Generative Networks with Metric Embeddings", NeurIPS
/// 2018, and the authors' released code.
///
/// *Differences from the paper:* the embedding is that of the released code; the paper's, with a
/// random projection, is `method: projected`. Pairs at distance 0 are left out of the scale, and
/// distances are clamped to at least 10⁻⁸ in the loss. Networks for images are ours.
@NullMarked
package everymode.model.bourgan;

import org.jspecify.annotations.NullMarked;
