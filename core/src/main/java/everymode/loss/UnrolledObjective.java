package everymode.loss;

import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.train.Objective;
import everymode.train.Player;
import everymode.train.StepContext;
import java.util.IdentityHashMap;
import java.util.List;
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
    GeneratedBatch generated,
    UnrollSettings unroll)
    implements Objective {

  @Override
  public Tensor at(StepContext context) {
    Objective loss = objectives.discriminator(discriminator, generated);
    Player.UnrolledParameters unrolled = player.unrolled(context.step());
    for (int i = 0; i < unroll.steps(); i++) {
      Tensor value = loss.at(context.with(pass(context, unrolled), unroll.backprop()));
      TensorVector gradient =
          Autograd.gradients(value, Ops.vector(unrolled.weights()), unroll.backprop());
      unrolled = unrolled.after(gradient, unroll.backprop());
    }
    return objectives
        .generator(discriminator, generated)
        .at(context.with(pass(context, unrolled), false));
  }

  /// The step's forward context with the unrolled weights of the discriminator.
  private ForwardContext pass(StepContext context, Player.UnrolledParameters unrolled) {
    List<Tensor> current = discriminator.parameters();
    var weights = new IdentityHashMap<Tensor, Tensor>();
    for (int i = 0; i < current.size(); i++) {
      weights.put(current.get(i), unrolled.weights().get(i));
    }
    return context.pass().replacing(weights);
  }
}
