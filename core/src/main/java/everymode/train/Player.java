package everymode.train;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.nn.Parameterised;
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

/// A network with its optimiser and, optionally, a moving average of its weights.
///
/// A player differentiates with respect to its own parameters only, so no other network needs to be
/// frozen.
public final class Player implements Stateful {

  private static final String AVERAGE =
      """
      def average(a: List[Tensor], w: List[Tensor], share: float):
          torch._foreach_lerp_(a, w, share)
      """;

  private final Parameterised network;
  private final List<Tensor> parameters;
  private final List<Tensor> tensors;
  private final double decay;
  private final List<Tensor> averages;
  private final @Nullable MovingAverage averaging;
  private @Nullable OptimizerState optimizer; // null once retired
  private long updates;

  private record MovingAverage(
      TorchScript script,
      TorchScript.TensorArguments averages,
      TorchScript.TensorArguments weights) {}

  /// @param network the network that it trains
  /// @param decay decay of the moving average per update, such as 0.999; 0 for no average
  public Player(Parameterised network, Optimizer optimizer, double decay) {
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
    this.optimizer = optimizer.initialState(parameters);
  }

  /// Updates the parameters with the gradients of a loss.
  ///
  /// @param loss shape []
  /// @param step the step within the stage, from 0; it decides the learning rate
  public void minimise(Tensor loss, long step) {
    applyGradients(gradients(loss), step);
  }

  /// This player's gradients of a loss.
  ///
  /// @param loss shape []
  /// @return one per parameter; zero if the loss does not depend on it
  public TensorVector gradients(Tensor loss) {
    TensorVector gradients = Autograd.gradients(loss, parameters);
    for (int i = 0; i < parameters.size(); i++) {
      if (!gradients.get(i).defined()) {
        gradients.put(i, Ops.zerosLike(parameters.get(i)));
      }
    }
    return gradients;
  }

  /// Updates the parameters.
  ///
  /// @param gradients as returned by [#gradients]
  /// @param step the step within the stage, from 0; it decides the learning rate
  /// @throws IllegalStateException if the player is retired
  public void applyGradients(TensorVector gradients, long step) {
    OptimizerState state = optimizer;
    if (state == null) {
      throw new IllegalStateException("a retired player cannot be updated");
    }
    state.applyGradients(gradients, step);
    updates++;
  }

  /// The weights as they would be after some more updates.
  public interface UnrolledParameters {

    /// The weights, one tensor per parameter.
    List<Tensor> weights();

    /// The weights after one more update.
    ///
    /// @param gradients one per weight; undefined ones count as zero
    /// @param backprop whether gradients flow through the update
    UnrolledParameters after(TensorVector gradients, boolean backprop);
  }

  /// Starts unrolling from the current weights; nothing is updated.
  ///
  /// @param step the step within the stage, from 0; it decides the learning rate
  /// @return the current weights
  /// @throws IllegalStateException if the player is retired or its optimiser does not support
  ///   unrolling
  public UnrolledParameters unrolled(long step) {
    return Optional.ofNullable(optimizer)
        .flatMap(state -> state.unrolled(parameters, step))
        .orElseThrow(() -> new IllegalStateException("this player cannot be unrolled"));
  }

  /// Ends an update: stores the next values of buffers and updates the moving average.
  ///
  /// @param pass the forward context of the update
  public void commit(ForwardContext pass) {
    if (!pass.next().isEmpty()) {
      Autograd.noGrad(() -> {
        StateSnapshot.of(network).values().forEach(own -> store(own, pass));
        return network;
      });
    }
    MovingAverage average = averaging;
    if (average != null) {
      // A larger share in early updates, so that the average soon forgets the initial weights.
      double share = Math.max(1 - decay, 9.0 / (9 + updates));
      average.script.call(average.averages, average.weights, share);
    }
  }

  private static void store(Tensor own, ForwardContext pass) {
    Tensor value = pass.next().get(own);
    if (value != null) {
      own.copy_(value);
    }
  }

  /// The moving average of each tensor of the network, to replace it in a forward context.
  ///
  /// @return average by own tensor, by identity; empty if no average is kept, or before the first
  ///   update, since another player may have trained the network until then
  public Map<Tensor, Tensor> averages() {
    if (updates == 0) {
      return Map.of();
    }
    var map = new IdentityHashMap<Tensor, Tensor>();
    for (int i = 0; i < averages.size(); i++) {
      map.put(tensors.get(i), averages.get(i));
    }
    return map;
  }

  /// Updates so far.
  public long updates() {
    return updates;
  }

  /// Drops the optimiser's state: the player will not be updated again.
  public void retire() {
    optimizer = null;
  }

  @Override
  public void state(StateVisitor s) {
    updates = s.counter("descents", updates);
    if (s.counter("retired", optimizer == null ? 1 : 0) == 1) {
      optimizer = null;
    }
    s.child("network", network);
    for (int i = 0; i < averages.size(); i++) {
      s.tensor("average." + i, averages.get(i));
    }
    if (optimizer != null) {
      s.child("optimizer", optimizer);
    }
  }

  private static List<Tensor> floating(Parameterised network) {
    return StateSnapshot.of(network).values().stream().filter(Tensor::is_floating_point).toList();
  }
}
