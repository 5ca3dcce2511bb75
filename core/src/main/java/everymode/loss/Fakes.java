package everymode.loss;

import everymode.tensor.Grad;
import everymode.train.Turn;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Where generated samples of a turn come from. Terms of one objective share them.
@FunctionalInterface
public interface Fakes {

  /// Generates fresh samples.
  ///
  /// @param turn whose chance, batch size and pass to use
  /// @return `[n, ...]` in model units
  Tensor make(Turn turn);

  /// The turn's samples, with the graph that leads back to the generator.
  ///
  /// @param turn the turn
  /// @return the same tensor at every call of the turn
  default Tensor of(Turn turn) {
    return turn.once(key(), () -> make(turn));
  }

  /// Under what the turn keeps the samples.
  ///
  /// @return equal at every call
  default Object key() {
    return List.of(this, "fakes");
  }

  /// The turn's samples as mere data: no graph is recorded.
  ///
  /// @param turn the turn
  /// @return the same tensor at every call of the turn
  default Tensor data(Turn turn) {
    return turn.once(List.of(this, "data"), () -> Grad.without(() -> make(turn)));
  }
}
