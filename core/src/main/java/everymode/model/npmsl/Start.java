package everymode.model.npmsl;

import everymode.config.Kind;
import everymode.config.Require;

/// How rows are clustered at first.
public sealed interface Start {

  /// Columns from which on they are many.
  int MANY = 30;

  /// By the likeliest of several short fits of a Gaussian mixture of repeated measures, refined by
  /// k-means.
  ///
  /// @param fits at least 1
  @Kind("small-em")
  record SmallEm(int fits) implements Start {

    /// Validates the number.
    public SmallEm {
      Require.atLeast("fits", fits, 1);
    }

    /// A hundred fits.
    public static SmallEm defaults() {
      return new SmallEm(100);
    }
  }

  /// By k-means with random first centres: of several runs, the one from which the mixture is
  /// likeliest after an iteration. Unlike small fits of repeated measures it tells columns apart,
  /// which many columns need; more than 30 are replaced with as many principal components as there
  /// are clusters.
  ///
  /// @param fits runs, at least 1
  @Kind("k-means")
  record KMeans(int fits) implements Start {

    /// Validates the number.
    public KMeans {
      Require.atLeast("fits", fits, 1);
    }

    /// Twenty runs.
    public static KMeans defaults() {
      return new KMeans(20);
    }
  }

  /// What suits a number of columns: by which of them rows differ is lost in the mean and spread of
  /// a row, and of many columns these say little.
  static Start of(long columns) {
    return columns > MANY ? KMeans.defaults() : SmallEm.defaults();
  }
}
