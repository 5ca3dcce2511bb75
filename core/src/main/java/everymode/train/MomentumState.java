package everymode.train;

import everymode.nn.Init;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.tensor.TorchScript;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Optimisers with one moment per parameter and two options besides the learning rate.
final class MomentumState implements OptimizerState {

  private static final String SGD =
      """
      def update(p: List[Tensor], g: List[Tensor], m: List[Tensor], rate: float,
                  momentum: float, unused: float):
          torch._foreach_mul_(m, momentum)
          torch._foreach_add_(m, g)
          torch._foreach_add_(p, m, alpha=-rate)
      """;
  private static final String RMS_PROP =
      """
      def update(p: List[Tensor], g: List[Tensor], v: List[Tensor], rate: float, alpha: float,
                  eps: float):
          torch._foreach_mul_(v, alpha)
          torch._foreach_addcmul_(v, g, g, 1 - alpha)
          root = torch._foreach_sqrt(v)
          torch._foreach_add_(root, eps)
          torch._foreach_addcdiv_(p, g, root, -rate)
      """;

  private final TorchScript script;
  private final List<Tensor> moments;
  private final TorchScript.TensorArguments parameterList;
  private final TorchScript.TensorArguments momentList;
  private final Optimizer options;
  private final double a;
  private final double b;

  private MomentumState(
      List<Tensor> parameters, String source, Optimizer options, double a, double b) {
    this.script = new TorchScript("update", source);
    this.moments = zeros(parameters);
    this.parameterList = TorchScript.TensorArguments.own(parameters);
    this.momentList = TorchScript.TensorArguments.own(moments);
    this.options = options;
    this.a = a;
    this.b = b;
  }

  static MomentumState sgd(List<Tensor> parameters, Optimizer.Sgd sgd) {
    return new MomentumState(parameters, SGD, sgd, sgd.momentum(), 0);
  }

  static MomentumState rmsProp(List<Tensor> parameters, Optimizer.RmsProp rms) {
    return new MomentumState(parameters, RMS_PROP, rms, rms.alpha(), rms.eps());
  }

  static List<Tensor> zeros(List<Tensor> parameters) {
    return parameters.stream().map(p -> Init.buffer(() -> Ops.zerosLike(p).detach())).toList();
  }

  @Override
  public void applyGradients(TensorVector gradients, long step) {
    double rate = options.learningRate() * options.decay().at(step);
    script.call(parameterList, TorchScript.TensorArguments.of(gradients), momentList, rate, a, b);
  }

  @Override
  public void state(StateVisitor s) {
    for (int i = 0; i < moments.size(); i++) {
      s.tensor("moment." + i, moments.get(i));
    }
  }
}
