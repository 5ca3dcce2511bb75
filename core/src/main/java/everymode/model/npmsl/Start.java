package everymode.model.npmsl;

import everymode.config.Kind;
import everymode.config.Require;

/// How rows are clustered at first.
public sealed interface Start {

  /// By the likeliest of several short fits of a Gaussian mixture of repeated measures, refined by
  /// k-means.
  ///
  /// @param fits at least 1
  @Kind("small-em")
  record SmallEm(int fits) implements Start {

    /// Validates the number.
    public SmallEm {
      Require.atLeast("start.fits", fits, 1);
    }

    /// A hundred fits.
    public static SmallEm defaults() {
      return new SmallEm(100);
    }
  }

  /// By k-means with random first centres.
  @Kind("k-means")
  record KMeans() implements Start {}
}
