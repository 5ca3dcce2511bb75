package everymode.loss;

import everymode.nn.Layer;
import everymode.prior.LatentBatch;
import everymode.prior.Prior;
import everymode.tensor.Ops;
import everymode.train.StepContext;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/// Generated samples of a step, with their latents and components.
///
/// @param generator a network from latents to samples
/// @param prior the latent distribution
/// @param name of the random key of the latents, such as `latent`
public record GeneratedBatch(Layer generator, Prior prior, String name)
    implements GeneratedSamples {

  @Override
  public Tensor make(StepContext context) {
    return from(latent(context), context);
  }

  /// Generates samples from given latents.
  ///
  /// @param z `[n, dim]`
  /// @param context supplies the forward context
  /// @return `[n, ...]` in model units, attached to the generator's autograd graph
  public Tensor from(Tensor z, StepContext context) {
    return generator.apply(z, context.pass());
  }

  /// The latents of the step's samples.
  ///
  /// @return `[n, dim]`
  public Tensor latent(StepContext context) {
    return latents(context).z();
  }

  /// The mixture component of each sample of the step.
  ///
  /// @return int64 `[n]`
  public Tensor component(StepContext context) {
    return Objects.requireNonNull(latents(context).component(), "the prior has no components");
  }

  private LatentBatch latents(StepContext context) {
    return context.once(
        List.of(this, "latent"),
        () -> prior.sample(context.n(), context.key().fold(name), context.pass()));
  }

  /// A second batch of the same size, from independent latents.
  ///
  /// @return equal at every call
  public GeneratedBatch again() {
    return new GeneratedBatch(generator, prior, name + " again");
  }

  /// Generates the samples of two batches of a step in one forward pass, if that changes none of
  /// them.
  ///
  /// @param other another batch of the same generator
  public static void together(GeneratedBatch one, GeneratedBatch other, StepContext context) {
    if (one.generator.perSample()) {
      Tensor both = one.from(Ops.cat(one.latent(context), other.latent(context)), context);
      Tensor first = Ops.rows(both, 0, context.n());
      Tensor second = Ops.rows(both, context.n(), context.n());
      context.once(one.key(), () -> first);
      context.once(other.key(), () -> second);
    }
  }
}
