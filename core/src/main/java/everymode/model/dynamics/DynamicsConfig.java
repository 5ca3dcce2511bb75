package everymode.model.dynamics;

import everymode.config.Require;
import everymode.dynamics.Dynamics;
import everymode.dynamics.Game;
import everymode.dynamics.IntervalRule;
import everymode.dynamics.Means;
import java.util.List;

/// The configuration of a game.
///
/// @param target the two means of the data
/// @param start of means and intervals
/// @param dynamics how both players move
/// @param intervals what happens to an interval whose ends meet
/// @param generatorRate step size of the generator, above 0
/// @param discriminatorRate step size of the discriminator, above 0; the optimal dynamics ignore it
/// @param steps steps, at least 0
public record DynamicsConfig(
    List<Double> target,
    Start start,
    Dynamics dynamics,
    IntervalRule intervals,
    double generatorRate,
    double discriminatorRate,
    long steps) {

  /// Validates the values.
  public DynamicsConfig {
    requireMeans("target", target);
    Require.positive("generatorRate", generatorRate);
    Require.positive("discriminatorRate", discriminatorRate);
    Require.atLeast("steps", steps, 0);
    target = List.copyOf(target);
  }

  /// The first-order game with the settings of a map.
  static DynamicsConfig defaults() {
    return new DynamicsConfig(
        List.of(-0.5, 0.5),
        Start.Drawn.defaults(),
        new Dynamics.Simultaneous(),
        IntervalRule.SIGNED,
        0.1,
        0.1,
        3_000);
  }

  /// The game.
  Game game() {
    return new Game(means(target), dynamics, intervals, generatorRate, discriminatorRate);
  }

  static void requireMeans(String name, List<Double> means) {
    Require.that(
        means.size() == 2 && means.stream().allMatch(Double::isFinite),
        name + " must be two numbers, but are " + means);
  }

  static Means means(List<Double> two) {
    return new Means(two.getFirst(), two.getLast());
  }
}
