package everymode.train;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.nn.Trainable;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.StateSnapshot;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.tensor.TorchScript;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.jspecify.annotations.Nullable;

/// A network with its optimiser, and, when asked for, the running average of its weights.
///
/// A player differentiates its own parameters only, so nothing needs freezing.
public final class Player implements Stateful {

  private static final String AVERAGE =
      """
      def average(a: List[Tensor], w: List[Tensor], share: float):
          torch._foreach_lerp_(a, w, share)
      """;

  private final Trainable network;
  private final List<Tensor> parameters;
  private final List<Tensor> tensors;
  private final double decay;
  private final List<Tensor> averages;
  private final @Nullable MovingAverage averaging;
  private @Nullable OptimizerState descent;
  private long descents;

  private record MovingAverage(
      TorchScript script,
      TorchScript.TensorArguments averages,
      TorchScript.TensorArguments weights) {}

  /// A player.
  ///
  /// @param network what it moves
  /// @param optimizer how
  /// @param decay share of the old average that a descent keeps, such as 0.999; 0 for no average
  public Player(Trainable network, Optimizer optimizer, double decay) {
    this.network = network;
    this.parameters = network.parameters();
    this.decay = decay;
    this.tensors = decay > 0 ? floating(network) : List.of();
    this.averages = tensors.stream().map(t -> Init.buffer(() -> t.detach().clone())).toList();
    this.averaging =
        decay > 0
            ? new MovingAverage(
                new TorchScript("average", AVERAGE),
                TorchScript.TensorArguments.own(averages),
                TorchScript.TensorArguments.own(tensors))
            : null;
    this.descent = optimizer.initialState(parameters);
  }

  /// Descends on a loss: one step of the optimiser along this player's gradients.
  ///
  /// @param loss shape []
  public void minimise(Tensor loss) {
    applyGradients(gradients(loss));
  }

  /// This player's gradients of a loss.
  ///
  /// @param loss shape []
  /// @return one a parameter; zero where the loss does not depend on it
  public TensorVector gradients(Tensor loss) {
    TensorVector gradients = Autograd.gradients(loss, parameters);
    for (int i = 0; i < parameters.size(); i++) {
      if (!gradients.get(i).defined()) {
        gradients.put(i, Ops.zerosLike(parameters.get(i)));
      }
    }
    return gradients;
  }

  /// Moves along gradients.
  ///
  /// @param gradients what [#gradients] gave
  /// @throws IllegalStateException when the player has retired
  public void applyGradients(TensorVector gradients) {
    OptimizerState moving = descent;
    if (moving == null) {
      throw new IllegalStateException("a retired player does not move");
    }
    moving.applyGradients(gradients);
    descents++;
  }

  /// Weights as they would be after some more steps.
  public interface UnrolledParameters {

    /// The weights.
    ///
    /// @return one a parameter
    List<Tensor> weights();

    /// One step further.
    ///
    /// @param gradients one a weight; undefined ones count as zero
    /// @param through whether the step can be differentiated
    /// @return the weights then
    UnrolledParameters after(TensorVector gradients, boolean through);
  }

  /// Looks ahead from the weights as they are; nothing moves.
  ///
  /// @return no step ahead
  /// @throws IllegalStateException when the player has retired or its optimiser does not tell
  public UnrolledParameters unrolled() {
    return Optional.ofNullable(descent)
        .flatMap(d -> d.unrolled(parameters))
        .orElseThrow(() -> new IllegalStateException("nobody knows where this player would go"));
  }

  /// Ends a move: stores the buffers that the pass handed over and moves the average.
  ///
  /// @param pass the pass of the move
  public void commit(ForwardContext pass) {
    if (!pass.next().isEmpty()) {
      Autograd.noGrad(() -> {
        StateSnapshot.of(network).values().forEach(own -> store(own, pass));
        return network;
      });
    }
    MovingAverage average = averaging;
    if (average != null) {
      // Early averages would remember the first weights for long; this share lets them forget.
      double share = Math.max(1 - decay, 9.0 / (9 + descents));
      average.script.call(average.averages, average.weights, share);
    }
  }

  private static void store(Tensor own, ForwardContext pass) {
    Tensor value = pass.next().get(own);
    if (value != null) {
      own.copy_(value);
    }
  }

  /// The average of each of the network's tensors, to be put in its place by a pass.
  ///
  /// @return average by own tensor, by identity; empty when no average is kept
  public Map<Tensor, Tensor> averages() {
    var map = new IdentityHashMap<Tensor, Tensor>();
    for (int i = 0; i < averages.size(); i++) {
      map.put(tensors.get(i), averages.get(i));
    }
    return map;
  }

  /// Drops the optimiser's state: the player will not move again.
  public void retire() {
    descent = null;
  }

  @Override
  public void state(StateVisitor s) {
    descents = s.counter("descents", descents);
    if (s.counter("retired", descent == null ? 1 : 0) == 1) {
      descent = null;
    }
    s.child("network", network);
    for (int i = 0; i < averages.size(); i++) {
      s.tensor("average." + i, averages.get(i));
    }
    if (descent != null) {
      s.child("optimizer", descent);
    }
  }

  private static List<Tensor> floating(Trainable network) {
    return StateSnapshot.of(network).values().stream().filter(Tensor::is_floating_point).toList();
  }
}
