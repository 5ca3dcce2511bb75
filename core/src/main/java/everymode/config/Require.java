package everymode.config;

/// Checks of values in the constructors of configuration records. A message begins with the key
/// that it is about.
public final class Require {

  private Require() {}

  /// Requires that a rule holds.
  ///
  /// @param rule the message, such as `penalties must be empty`
  /// @throws IllegalArgumentException if it does not hold
  public static void that(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /// Requires that a rule holds for a value.
  ///
  /// @param rule begins the message, such as `top must be in (0, 1]`; `, but is` and the value
  ///   follow
  /// @throws IllegalArgumentException if it does not hold
  public static void that(boolean holds, String rule, Number value) {
    that(holds, rule + ", but is " + value);
  }

  /// Requires an integer of at least a minimum.
  public static void atLeast(String name, long value, long minimum) {
    that(value >= minimum, name + " must be at least " + minimum, value);
  }

  private static void finite(String name, double value) {
    that(!Double.isInfinite(value), name + " must be finite", value);
  }

  /// Requires a finite number of at least 0.
  public static void nonNegative(String name, double value) {
    finite(name, value);
    that(value >= 0, name + " must be at least 0", value);
  }

  /// Requires a finite number above 0.
  public static void positive(String name, double value) {
    finite(name, value);
    that(value > 0, name + " must be above 0", value);
  }

  /// Requires a number in [0, 1).
  public static void fraction(String name, double value) {
    that(value >= 0 && value < 1, name + " must be in [0, 1)", value);
  }
}
