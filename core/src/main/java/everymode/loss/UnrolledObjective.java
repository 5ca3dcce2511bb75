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

/// The generator's objective against a critic that is some steps ahead.
///
/// @param objectives of the game
/// @param discriminator the network as it is now
/// @param player who moves the critic
/// @param generated the generator's samples
/// @param unroll how far to look ahead
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
    List<Tensor> own = discriminator.parameters();
    Player.UnrolledParameters ahead = player.unrolled();
    for (int i = 0; i < unroll.steps(); i++) {
      Tensor at = loss.at(context.with(context.pass().replacing(map(own, ahead.weights()))));
      TensorVector slope = Autograd.gradients(at, Ops.vector(ahead.weights()), unroll.backprop());
      ahead = ahead.after(slope, unroll.backprop());
    }
    return objectives
        .generator(discriminator, generated)
        .at(context.with(context.pass().replacing(map(own, ahead.weights()))));
  }

  private static Map<Tensor, Tensor> map(List<Tensor> own, List<Tensor> other) {
    var map = new IdentityHashMap<Tensor, Tensor>();
    for (int i = 0; i < own.size(); i++) {
      map.put(own.get(i), other.get(i));
    }
    return map;
  }

  /// Samples that lead back to the generator also where the critic takes them as data.
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
