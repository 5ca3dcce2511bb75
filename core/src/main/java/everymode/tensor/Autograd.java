package everymode.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Gradients as values: nothing accumulates, nothing is zeroed, nothing is frozen.
public final class Autograd {

  private Autograd() {}

  /// Gradients of a loss with respect to chosen tensors, and to no others.
  ///
  /// @param loss shape []
  /// @param inputs tensors that require gradients
  /// @return one gradient an input; undefined where the loss does not depend on it
  public static TensorVector gradients(Tensor loss, List<Tensor> inputs) {
    return gradients(loss, Ops.vector(inputs), false);
  }

  /// Gradients of a loss with respect to chosen tensors.
  ///
  /// @param loss shape []
  /// @param inputs tensors that require gradients
  /// @param again whether the gradients themselves can be differentiated
  /// @return one gradient an input; undefined where the loss does not depend on it
  public static TensorVector gradients(Tensor loss, TensorVector inputs, boolean again) {
    return torch.grad(
        new TensorVector(loss), inputs, new TensorVector(), new BoolOptional(), again, true);
  }

  /// The gradient of a loss with respect to one input, differentiable once more: for penalties.
  ///
  /// @param loss shape []
  /// @param input a tensor that requires gradients
  /// @return shape of `input`
  public static Tensor differentiableGradient(Tensor loss, Tensor input) {
    return gradients(loss, new TensorVector(input), true).get(0);
  }

  /// Computes with a graph where an input has one, else without: for fixed networks, whose own
  /// weights nobody moves.
  ///
  /// @param <T> the result's type
  /// @param input what goes in
  /// @param work what to compute of it
  /// @return its result
  public static <T> T along(Tensor input, Supplier<T> work) {
    return input.requires_grad() ? work.get() : noGrad(work);
  }

  /// Computes without recording a graph, on this thread only.
  ///
  /// @param <T> the result's type
  /// @param work what to compute
  /// @return its result
  public static <T> T noGrad(Supplier<T> work) {
    try (var _ = new NoGradGuard()) {
      return work.get();
    }
  }
}
