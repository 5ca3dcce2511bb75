package everymode.transport;

import everymode.config.Require;

/// How the heights of a semi-discrete transport are found.
///
/// @param rule how heights move
/// @param source how the box is filled
/// @param samples points of a step at first, at least 1
/// @param mostSamples up to which their number doubles, at most ten million
/// @param patience steps without a smaller error on their own points before it doubles
/// @param boxStart whether heights begin with those that are exact for grids, else with 0
/// @param tolerance the error at which the solver stops: `‖w − ν‖₂` as a share of `‖ν‖₂`; 0 for
///   never
/// @param steps after which it stops at the latest
public record TransportSettings(
    HeightRule rule,
    TransportSource.Fill source,
    int samples,
    int mostSamples,
    int patience,
    boolean boxStart,
    double tolerance,
    long steps) {

  private static final int MOST_SAMPLES = 10_000_000;

  /// Validates the values.
  public TransportSettings {
    Require.atLeast("samples", samples, 1);
    Require.atLeast("mostSamples", mostSamples, samples);
    Require.that(
        mostSamples <= MOST_SAMPLES, "mostSamples must be at most " + MOST_SAMPLES, mostSamples);
    Require.atLeast("patience", patience, 1);
    Require.fraction("tolerance", tolerance);
    Require.atLeast("steps", steps, 1);
  }

  /// Sinkhorn's iteration with fresh points.
  public static TransportSettings defaults() {
    return new TransportSettings(
        HeightRule.Sinkhorn.defaults(),
        TransportSource.Fill.UNIFORM,
        8_192,
        65_536,
        30,
        false,
        0.1,
        1_000);
  }
}
