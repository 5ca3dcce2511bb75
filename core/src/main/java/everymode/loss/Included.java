package everymode.loss;

import everymode.prior.Prior;
import everymode.tensor.Grad;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.Turn;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/// Pulls generated samples to the real ones that are far from all: `E min_j (x − G(z_j))²`, a mean
/// over the numbers of a sample, with the nearest of a pool of latents for each real sample of the
/// batch.
///
/// *Source:* Li and Malik, "Implicit maximum likelihood estimation", 2018; in an adversarial game,
/// Yu et al., "Inclusive GAN", 2020.
///
/// @param prior the law of the latent
/// @param made the generator
/// @param pool latents of the pool, in batches
public record Included(Prior prior, Rules.Made made, int pool) implements Objective {

  @Override
  public Tensor at(Turn turn) {
    Tensor real = Ops.flat(turn.real().x()); // [n, d]
    int latents = Math.multiplyExact(pool, turn.n());
    Tensor z = prior.draw(latents, turn.chance().at("pool"), turn.pass()).z(); // [pool n, dim]
    Tensor nearest =
        Grad.without(() -> {
          Tensor candidates = Ops.flat(made.from(z, turn)); // [pool n, d]
          return Ops.distances(real, candidates, 2).argmin(new LongOptional(1), false); // [n]
        });
    Tensor pulled = Ops.flat(made.from(Ops.rows(z, nearest), turn)); // [n, d]
    return pulled.sub(real).square().mean();
  }
}
