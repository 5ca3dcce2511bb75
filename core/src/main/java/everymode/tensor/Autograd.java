package everymode.tensor;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Functional gradients: nothing is accumulated, zeroed or frozen.
public final class Autograd {

  private Autograd() {}

  /// Gradients of a loss with respect to the given tensors only.
  ///
  /// @param loss shape []
  /// @param inputs tensors that require gradients
  /// @return one gradient per input; undefined where the loss does not depend on it
  public static TensorVector gradients(Tensor loss, List<Tensor> inputs) {
    return gradients(loss, Ops.vector(inputs), false);
  }

  /// Gradients of a loss with respect to the given tensors.
  ///
  /// @param loss shape []
  /// @param inputs tensors that require gradients
  /// @param again whether the gradients are differentiable themselves
  /// @return one gradient per input; undefined where the loss does not depend on it
  public static TensorVector gradients(Tensor loss, TensorVector inputs, boolean again) {
    return torch.grad(
        new TensorVector(loss), inputs, new TensorVector(), new BoolOptional(), again, true);
  }

  /// The differentiable gradient of a loss with respect to one input, for gradient penalties.
  ///
  /// @param loss shape []
  /// @param input a tensor that requires gradients
  /// @return shape of `input`
  public static Tensor differentiableGradient(Tensor loss, Tensor input) {
    return gradients(loss, new TensorVector(input), true).get(0);
  }

  /// Records a graph only if an input requires gradients: for fixed networks whose weights are not
  /// trained.
  ///
  /// @param input the input of the computation
  public static <T> T gradientIfRequired(Tensor input, Supplier<T> work) {
    return input.requires_grad() ? work.get() : noGrad(work);
  }

  /// Computes without recording a graph, on this thread only; for a virtual thread on a platform
  /// thread.
  public static <T> T noGrad(Supplier<T> work) {
    return PlatformThread.call(() -> {
      try (var _ = new NoGradGuard()) {
        return work.get();
      }
    });
  }
}
