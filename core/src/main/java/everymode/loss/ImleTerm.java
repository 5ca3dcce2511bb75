package everymode.loss;

import everymode.prior.Prior;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.StepContext;
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
/// @param generated the generator
/// @param pool latents of the pool, in batches
public record ImleTerm(Prior prior, AdversarialObjectives.GeneratedBatch generated, int pool)
    implements Objective {

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
