package everymode.alarm;

import java.util.EnumMap;
import java.util.Map;

/// What was seen at one check of a training.
///
/// @param step completed steps of the game
/// @param values those that there are, all finite
public record Signals(long step, Map<Signal, Double> values) {

  /// Copies the values and drops those that are not finite.
  public Signals {
    Map<Signal, Double> finite = new EnumMap<>(Signal.class);
    values.forEach((signal, value) -> {
      if (Double.isFinite(value)) {
        finite.put(signal, value);
      }
    });
    values = Map.copyOf(finite);
  }

  /// A value; NaN if there is none.
  public double get(Signal signal) {
    return values.getOrDefault(signal, Double.NaN);
  }
}
