package everymode.train;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A model with a discriminator that scores single samples. The optimal discriminator with a
/// logistic loss returns `ln p(x) − ln g(x)`.
public interface DensityRatio {

  /// Why the discriminator's scores are not log density ratios.
  ///
  /// @return a reason such as `minimises the hinge loss`; empty if they are
  Optional<String> invalidReason();

  /// The discriminator's scores in evaluation mode.
  ///
  /// @param x `[n, ...]` in model units
  /// @return `[n, 1]`
  Tensor logit(Tensor x);
}
