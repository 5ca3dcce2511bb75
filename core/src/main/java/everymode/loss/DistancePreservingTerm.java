package everymode.loss;

import everymode.data.Domain;
import everymode.embedding.Distance;
import everymode.tensor.Ops;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Makes a generator preserve distances: `E (ln d(G(z), G(z')) − ln(s ‖z − z'‖))²` over independent
/// pairs. Distances are clamped to at least 10⁻⁸, so that equal samples have a finite loss and zero
/// gradient.
///
/// *Source:* Xiao, Zhong and Zheng, "BourGAN", NeurIPS 2018.
///
/// @param domain of the samples
/// @param distance distance of the data, in data units
/// @param scale s, the factor of latent distances
public record DistancePreservingTerm(Domain domain, Distance distance, DoubleSupplier scale) {

  private static final double MIN_DISTANCE = 1e-8;

  /// The loss of a batch of pairs.
  ///
  /// @param z latents `[n, dim]`
  /// @param x their samples `[n, ...]` in model units
  /// @param otherZ latents `[n, dim]`
  /// @param otherX their samples `[n, ...]` in model units
  /// @return shape []
  public Tensor of(Tensor z, Tensor x, Tensor otherZ, Tensor otherX) {
    Tensor d = distance.between(view(x), view(otherX)); // [n]
    Tensor l = Ops.times(Distance.length(z.sub(otherZ), 2), scale.getAsDouble()); // [n]
    return log(d).sub(log(l)).square().mean();
  }

  private Tensor view(Tensor x) {
    return distance.view(domain.decode(x));
  }

  private static Tensor log(Tensor distance) {
    return distance.clamp_min(new Scalar(MIN_DISTANCE)).log();
  }
}
