package everymode.nn;

import everymode.random.RandomKey;
import everymode.tensor.Autograd;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Divides a layer's matrix by its largest singular value, estimated with one power iteration per
/// forward pass.
///
/// With W as `[out, rest]` and a running vector u: v = Wᵀu/‖Wᵀu‖, u' = Wv/‖Wv‖, σ = u'ᵀWv; the
/// layer uses W/σ. Gradients flow through W and σ, not through u and v.
///
/// *Source:* Miyato, Kataoka, Koyama and Yoshida, "Spectral normalization for generative
/// adversarial networks", 2018.
public final class SpectralNorm implements Layer {

  private final Layer inner;
  private final Tensor weight;
  private Tensor u; // [out]

  /// @param inner the layer whose weights are divided
  /// @param init random key of the initial vector
  public SpectralNorm(WeightedLayer inner, RandomKey init) {
    this.inner = inner;
    this.weight = inner.weight();
    this.u = Init.buffer(() -> unit(RandomTensors.normal(init, weight.size(0))));
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    Tensor w = pass.weight(weight);
    Tensor matrix = Ops.flat(w); // [out, rest]
    Tensor before = pass.weight(u);
    Tensor v = Autograd.noGrad(() -> unit(matrix.t().mv(before))); // [rest]
    Tensor after = Autograd.noGrad(() -> unit(matrix.mv(v))); // [out]
    if (pass.training()) {
      pass.next(u, after);
    }
    Tensor sigma = after.dot(matrix.mv(v)); // []
    return inner.apply(x, pass.replacing(weight, w.div(sigma)));
  }

  private static Tensor unit(Tensor vector) {
    return vector.div(vector.norm().clamp_min(new Scalar(1e-12)));
  }

  @Override
  public List<Tensor> parameters() {
    return inner.parameters();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("inner", inner);
    u = s.tensor("u", u);
  }
}
