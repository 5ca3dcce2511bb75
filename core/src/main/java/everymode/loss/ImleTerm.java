package everymode.loss;

import everymode.prior.Prior;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/// Moves generated samples towards real samples that none of them is close to: `E min_j (x −
/// G(z_j))²`, averaged over the values of a sample; for each real sample of the batch, the nearest
/// generated sample is chosen from a pool of latents.
///
/// *Source:* Li and Malik, "Implicit maximum likelihood estimation", 2018; in an adversarial game,
/// Yu et al., "Inclusive GAN", 2020.
///
/// @param prior the latent distribution
/// @param pool size of the pool, in batches
public record ImleTerm(Prior prior, GeneratedBatch generated, int pool) implements Objective {

  @Override
  public Tensor at(StepContext context) {
    Tensor real = Ops.flat(context.real().x()); // [n, d]
    int latents = Math.multiplyExact(pool, context.n());
    Tensor z =
        prior.sample(latents, context.key().fold("pool"), context.pass()).z(); // [pool n, dim]
    Tensor nearest =
        Autograd.noGrad(() -> {
          Tensor candidates = Ops.flat(generated.from(z, context)); // [pool n, d]
          return Ops.distances(real, candidates, 2).argmin(new LongOptional(1), false); // [n]
        });
    Tensor pulled = Ops.flat(generated.from(Ops.rows(z, nearest), context)); // [n, d]
    return pulled.sub(real).square().mean();
  }
}
