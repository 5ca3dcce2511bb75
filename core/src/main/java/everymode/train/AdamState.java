package everymode.train;

import everymode.nn.Init;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import everymode.tensor.TorchScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Adam and AdamW over all parameters in one native call.
final class AdamState implements OptimizerState {

  // The fused kernel reads raw memory, so gradients need the memory layout of their parameters.
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

  private static final double TINY = 1e-30;

  private final TorchScript script = new TorchScript("adam", SOURCE);
  private final List<Tensor> first;
  private final List<Tensor> second;
  private final Tensor step = Init.buffer(Ops::zeros); // []
  private final TorchScript.TensorArguments parameterList;
  private final TorchScript.TensorArguments firstList;
  private final TorchScript.TensorArguments secondList;
  private final Optimizer.AdamW options;

  AdamState(List<Tensor> parameters, Optimizer.AdamW options) {
    this.options = options;
    first = MomentumState.zeros(parameters);
    second = MomentumState.zeros(parameters);
    parameterList = TorchScript.TensorArguments.own(parameters);
    firstList = TorchScript.TensorArguments.own(first);
    secondList = TorchScript.TensorArguments.own(second);
  }

  @Override
  public void applyGradients(TensorVector gradients, long at) {
    var g = TorchScript.TensorArguments.of(gradients);
    script.call(
        parameterList,
        g,
        firstList,
        secondList,
        step,
        options.learningRate() * options.decay().at(at),
        options.beta1(),
        options.beta2(),
        options.eps(),
        options.weightDecay());
  }

  @Override
  public Optional<Player.UnrolledParameters> unrolled(List<Tensor> parameters, long at) {
    double steps = Ops.doubles(step)[0];
    return Optional.of(
        new UnrolledAdam(
            options,
            options.learningRate() * options.decay().at(at),
            parameters,
            first,
            second,
            steps));
  }

  /// The same step in differentiable operations.
  private record UnrolledAdam(
      Optimizer.AdamW adam,
      double rate,
      List<Tensor> weights,
      List<Tensor> m,
      List<Tensor> v,
      double steps)
      implements Player.UnrolledParameters {

    @Override
    public Player.UnrolledParameters after(TensorVector gradients, boolean backprop) {
      List<Tensor> nextWeights = new ArrayList<>();
      List<Tensor> nextM = new ArrayList<>();
      List<Tensor> nextV = new ArrayList<>();
      double correction = 1 - Math.pow(adam.beta1(), steps + 1);
      double squareCorrection = 1 - Math.pow(adam.beta2(), steps + 1);
      for (int i = 0; i < weights.size(); i++) {
        Tensor w = weights.get(i);
        Tensor g = gradients.get(i).defined() ? gradients.get(i) : Ops.zerosLike(w);
        Tensor a = Ops.times(m.get(i), adam.beta1()).add(Ops.times(g, 1 - adam.beta1()));
        Tensor b = Ops.times(v.get(i), adam.beta2()).add(Ops.times(g.square(), 1 - adam.beta2()));
        // A weight that never had a gradient has b = 0, where the root is not differentiable.
        Tensor root = Ops.times(b, 1 / squareCorrection).clamp_min(new Scalar(TINY)).sqrt();
        Tensor change = Ops.times(a, rate / correction).div(Ops.plus(root, adam.eps()));
        Tensor next = Ops.times(w, 1 - rate * adam.weightDecay()).sub(change);
        nextWeights.add(backprop ? next : next.detach().requires_grad_(true));
        nextM.add(backprop ? a : a.detach());
        nextV.add(backprop ? b : b.detach());
      }
      return new UnrolledAdam(adam, rate, nextWeights, nextM, nextV, steps + 1);
    }
  }

  @Override
  public void state(StateVisitor s) {
    s.tensor("step", step);
    for (int i = 0; i < first.size(); i++) {
      s.tensor("first." + i, first.get(i));
      s.tensor("second." + i, second.get(i));
    }
  }
}
