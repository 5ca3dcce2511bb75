package everymode.nn;

import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.tensor.Ops;
import everymode.tensor.StateVisitor;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Batch normalisation: `y = γ (x − μ)/√(σ² + ε) + β` per channel, for `[n, c]` or `[n, c, h, w]`.
///
/// In training μ and σ² are those of the batch; in evaluation mode they are running moments,
/// updated by one tenth in each training pass.
///
/// *Source:* Ioffe and Szegedy, "Batch normalization", 2015. γ is initialised from N(1, 0.02²), as
/// is usual for DCGANs.
public final class BatchNorm implements Layer {

  private static final double MOMENTUM = 0.1;
  private static final double EPS = 1e-5;

  private Tensor weight; // [c]
  private Tensor bias; // [c]
  private Tensor mean; // [c]
  private Tensor variance; // [c]

  /// @param channels c
  /// @param init random key of the initial weights
  public BatchNorm(int channels, RandomKey init) {
    weight = Init.normal(init, 1, 0.02, channels);
    bias = Init.constant(0, channels);
    mean = Init.buffer(() -> Ops.zeros(channels));
    variance = Init.buffer(() -> Ops.full(1, channels));
  }

  @Override
  public Tensor apply(Tensor x, ForwardContext pass) {
    Tensor m = pass.weight(mean);
    Tensor v = pass.weight(variance);
    if (pass.training()) {
      if (x.numel() == x.size(1)) {
        throw new UsageException(
            "batch normalisation needs more than one value per channel; set batchSize to at least 2");
      }
      m = m.clone();
      v = v.clone();
      pass.next(mean, m);
      pass.next(variance, v);
    }
    return Ops.batchNorm(
        x, pass.weight(weight), pass.weight(bias), m, v, pass.training(), MOMENTUM, EPS);
  }

  @Override
  public List<Tensor> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public void state(StateVisitor s) {
    weight = s.tensor("weight", weight);
    bias = s.tensor("bias", bias);
    mean = s.tensor("mean", mean);
    variance = s.tensor("variance", variance);
  }
}
