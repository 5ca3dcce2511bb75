package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The affine map `y = x Wᵀ + b`, from `[n, in]` to `[n, out]`.
public final class Linear implements WeightedLayer {

  private Tensor weight; // [out, in]
  private Tensor bias; // [out]

  /// Initialises weights and biases uniformly in ±1/√in, as is usual for small networks.
  ///
  /// @param in input values per row
  /// @param out output values per row
  /// @param init random key of the initial weights
  public Linear(int in, int out, RandomKey init) {
    double bound = 1 / Math.sqrt(in);
    weight = Init.uniform(init.fold("weight"), bound, out, in);
    bias = Init.uniform(init.fold("bias"), bound, out);
  }

  @Override
  public Tensor weight() {
    return weight;
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    return Ops.linear(x, pass.weight(weight), pass.weight(bias));
  }

  @Override
  public boolean perSample() {
    return true;
  }

  @Override
  public List<Tensor> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public void state(StateVisitor s) {
    weight = s.tensor("weight", weight);
    bias = s.tensor("bias", bias);
  }
}
