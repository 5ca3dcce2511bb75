package everymode.model.mixplus;

import everymode.nn.ForwardContext;
import everymode.nn.Init;
import everymode.nn.Parameterised;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The weights of a mixture, `w = softmax(a)`, initially equal.
final class SoftmaxWeights implements Parameterised {

  private final Tensor logits; // a, [T]

  SoftmaxWeights(int count) {
    logits = Init.constant(0, count);
  }

  /// The weights.
  ///
  /// @param pass the forward context
  /// @return `[T]`, each above 0, with sum 1
  Tensor in(ForwardContext pass) {
    return Ops.softmax(pass.weight(logits));
  }

  /// The regulariser that keeps weights above 0: `R(w) = −(1/T) Σ_i ln w_i`, whose derivative with
  /// respect to a_i is `w_i − 1/T`.
  ///
  /// @param pass the forward context
  /// @return shape [], at least ln T
  Tensor regulariser(ForwardContext pass) {
    return pass.weight(logits).log_softmax(-1).mean().neg();
  }

  @Override
  public List<Tensor> parameters() {
    return List.of(logits);
  }

  @Override
  public void state(StateVisitor s) {
    s.tensor("logits", logits);
  }
}
