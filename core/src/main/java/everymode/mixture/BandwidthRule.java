package everymode.mixture;

import everymode.config.Kind;
import everymode.config.Require;

/// How wide kernels are.
public sealed interface BandwidthRule {

  /// One bandwidth for all densities, which stays.
  ///
  /// @param value above 0, in the units of the data; 0: by the rule of thumb over all values
  record Fixed(double value) implements BandwidthRule {

    /// Validates the value.
    public Fixed {
      Require.nonNegative("value", value);
    }

    /// By the rule of thumb.
    public static Fixed defaults() {
      return new Fixed(0);
    }
  }

  /// One for each block and component, by the weighted rule of thumb.
  ///
  /// *Source:* Benaglia, Chauveau and Hunter, 2011.
  ///
  /// @param updates iterations in which bandwidths change, at least 1
  record Silverman(int updates) implements BandwidthRule {

    /// Validates the number.
    public Silverman {
      Require.atLeast("updates", updates, 1);
    }

    /// In all iterations.
    public static Silverman defaults() {
      return new Silverman(Integer.MAX_VALUE);
    }
  }

  /// One for each block and component, by least squares on folds left out.
  ///
  /// @param folds parts of the rows, at least 2
  /// @param updates iterations in which bandwidths change, at least 1
  @Kind("cross-validated")
  record CrossValidated(int folds, int updates) implements BandwidthRule {

    /// Validates the numbers.
    public CrossValidated {
      Require.atLeast("folds", folds, 2);
      Require.atLeast("updates", updates, 1);
    }

    /// Five folds, in all iterations.
    public static CrossValidated defaults() {
      return new CrossValidated(5, Integer.MAX_VALUE);
    }
  }

  /// Whether bandwidths change in an iteration.
  ///
  /// @param iteration from 0
  default boolean changes(long iteration) {
    return switch (this) {
      case Fixed _ -> false;
      case Silverman(int updates) -> iteration < updates;
      case CrossValidated(_, int updates) -> iteration < updates;
    };
  }
}
