package everymode.loss;

import everymode.tensor.Autograd;
import everymode.train.StepContext;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Where generated samples of a turn come from. Terms of one objective share them.
@FunctionalInterface
public interface GeneratedSamples {

  /// Generates fresh samples.
  ///
  /// @param context whose chance, batch size and pass to use
  /// @return `[n, ...]` in model units
  Tensor make(StepContext context);

  /// The turn's samples, with the graph that leads back to the generator.
  ///
  /// @param context the turn
  /// @return the same tensor at every call of the turn
  default Tensor of(StepContext context) {
    return context.once(key(), () -> make(context));
  }

  /// Under what the turn keeps the samples.
  ///
  /// @return equal at every call
  default Object key() {
    return List.of(this, "fakes");
  }

  /// The turn's samples as mere data: no graph is recorded.
  ///
  /// @param context the turn
  /// @return the same tensor at every call of the turn
  default Tensor data(StepContext context) {
    return context.once(List.of(this, "data"), () -> Autograd.noGrad(() -> make(context)));
  }
}
