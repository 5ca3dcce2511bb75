/// BourGAN: an adversarial network whose latent law is an embedding of the data.
///
/// Modes are a matter of distance: rows that are near are of one mode. Training rows are embedded
/// from their own distance into ordinary space so that the law of log distances stays, a narrow
/// Gaussian stands at each of them, and the generator pays for changing distances.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN: Generative Networks with Metric Embeddings", NeurIPS
/// 2018, and the code that they released.
///
/// *Differences from the paper:* the embedding is that of the released code; the paper's, with a
/// random projection, is `method: projected`. Pairs at distance 0 are left out of the scale, and
/// distances below 10⁻⁸ count as that in the loss. Networks for images are ours.
@NullMarked
package everymode.model.bourgan;

import org.jspecify.annotations.NullMarked;
