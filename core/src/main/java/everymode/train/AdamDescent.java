package everymode.train;

import everymode.nn.Init;
import everymode.tensor.Ops;
import everymode.tensor.Script;
import everymode.tensor.State;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Adam and AdamW over all parameters in one native call.
final class AdamDescent implements Descent {

  // The fused kernel walks raw memory, so gradients must lie in memory as their parameters do.
  private static final String SOURCE =
      """
      def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], step: Tensor,
               rate: float, beta1: float, beta2: float, eps: float, decay: float):
          step.add_(1)
          dense: List[Tensor] = []
          steps: List[Tensor] = []
          for i in range(len(p)):
              steps.append(step)
              if g[i].stride() == p[i].stride():
                  dense.append(g[i])
              else:
                  dense.append(torch.empty_like(p[i]).copy_(g[i]))
          torch._fused_adamw_(p, dense, m, v, [], steps, lr=rate, beta1=beta1, beta2=beta2,
                              weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
      """;

  private final Script script = new Script("adam", SOURCE);
  private final List<Tensor> first;
  private final List<Tensor> second;
  private final Tensor step = Init.buffer(Ops::zeros); // []
  private final Script.Tensors parameterList;
  private final Script.Tensors firstList;
  private final Script.Tensors secondList;
  private final double rate;
  private final double beta1;
  private final double beta2;
  private final double eps;
  private final double decay;

  AdamDescent(
      List<Tensor> parameters, double rate, double beta1, double beta2, double eps, double decay) {
    this.rate = rate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.eps = eps;
    this.decay = decay;
    first = MomentDescent.zeros(parameters);
    second = MomentDescent.zeros(parameters);
    parameterList = Script.Tensors.own(parameters);
    firstList = Script.Tensors.own(first);
    secondList = Script.Tensors.own(second);
  }

  @Override
  public void follow(TensorVector gradients) {
    var g = Script.Tensors.of(gradients);
    script.call(parameterList, g, firstList, secondList, step, rate, beta1, beta2, eps, decay);
  }

  @Override
  public void state(State s) {
    s.tensor("step", step);
    for (int i = 0; i < first.size(); i++) {
      s.tensor("first." + i, first.get(i));
      s.tensor("second." + i, second.get(i));
    }
  }
}
