package everymode.loss;

import everymode.nn.Layer;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.StepContext;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// The generator's objective against an unrolled discriminator.
///
/// @param objectives objectives of the game
/// @param discriminator the network with its current weights
/// @param player the player that updates the discriminator
/// @param generated the generator's samples
/// @param unroll number of steps, and whether gradients flow through them
public record UnrolledObjective(
    AdversarialObjectives objectives,
    Layer discriminator,
    Player player,
    AdversarialObjectives.GeneratedBatch generated,
    UnrollOptions unroll)
    implements Objective {

  @Override
  public Tensor at(StepContext context) {
    Objective loss =
        objectives.discriminator(
            discriminator, unroll.backprop() ? new DifferentiableBatch(generated) : generated);
    List<Tensor> current = discriminator.parameters();
    Player.UnrolledParameters unrolled = player.unrolled();
    for (int i = 0; i < unroll.steps(); i++) {
      Tensor value =
          loss.at(context.with(context.pass().replacing(map(current, unrolled.weights()))));
      TensorVector gradient =
          Autograd.gradients(value, Ops.vector(unrolled.weights()), unroll.backprop());
      unrolled = unrolled.after(gradient, unroll.backprop());
    }
    return objectives
        .generator(discriminator, generated)
        .at(context.with(context.pass().replacing(map(current, unrolled.weights()))));
  }

  private static Map<Tensor, Tensor> map(List<Tensor> current, List<Tensor> other) {
    var map = new IdentityHashMap<Tensor, Tensor>();
    for (int i = 0; i < current.size(); i++) {
      map.put(current.get(i), other.get(i));
    }
    return map;
  }

  /// Samples that stay attached to the generator also where the discriminator takes them as data.
  private record DifferentiableBatch(AdversarialObjectives.GeneratedBatch generated)
      implements AdversarialObjectives.GeneratedBatch {

    @Override
    public Tensor make(StepContext context) {
      return generated.of(context);
    }

    @Override
    public Tensor of(StepContext context) {
      return generated.of(context);
    }

    @Override
    public Tensor data(StepContext context) {
      return generated.of(context);
    }

    @Override
    public Tensor latent(StepContext context) {
      return generated.latent(context);
    }

    @Override
    public AdversarialObjectives.GeneratedBatch again() {
      return new DifferentiableBatch(generated.again());
    }

    @Override
    public boolean perSample() {
      return generated.perSample();
    }

    @Override
    public Tensor from(Tensor z, StepContext context) {
      return generated.from(z, context);
    }

    @Override
    public Tensor component(StepContext context) {
      return generated.component(context);
    }
  }
}
