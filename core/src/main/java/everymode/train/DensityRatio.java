package everymode.train;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/// A model with a critic that scores samples one by one. At its best, a critic that tells real from
/// generated samples by a probability gives `ln p(x) − ln g(x)`.
public interface DensityRatio {

  /// Why the critic's scores mean something else.
  ///
  /// @return a reason such as `descends on the hinge loss`; empty where they are log ratios
  Optional<String> invalidReason();

  /// What the critic says of samples, in evaluation mode.
  ///
  /// @param x `[n, ...]` in model units
  /// @return `[n, 1]`
  Tensor logit(Tensor x);
}
