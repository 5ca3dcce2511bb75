package everymode.loss;

import everymode.tensor.Autograd;
import everymode.train.StepContext;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The generated samples of a step. The terms of one objective share them.
@FunctionalInterface
public interface GeneratedSamples {

  /// Generates fresh samples.
  ///
  /// @param context supplies random key, batch size and forward context
  /// @return `[n, ...]` in model units
  Tensor make(StepContext context);

  /// The step's samples, attached to the generator's autograd graph.
  ///
  /// @return the same tensor at every call in the step
  default Tensor of(StepContext context) {
    return context.once(key(), () -> make(context));
  }

  /// The key under which the step context caches the samples.
  ///
  /// @return equal at every call
  default Object key() {
    return List.of(this, "samples");
  }

  /// The step's samples as constants: no autograd graph is recorded, unless the step is one of an
  /// unrolled discriminator that gradients flow through.
  ///
  /// @return the same tensor at every call in the step
  default Tensor data(StepContext context) {
    return context.attached()
        ? of(context)
        : context.once(List.of(this, "data"), () -> Autograd.noGrad(() -> make(context)));
  }
}
