package everymode.model.dynamics;

import everymode.config.Require;
import everymode.dynamics.Discriminator;
import everymode.dynamics.GameState;
import everymode.dynamics.Means;
import everymode.random.RandomKey;
import java.util.List;
import java.util.SplittableRandom;

/// Where a game begins.
public sealed interface Start {

  /// The state before the first step.
  ///
  /// @param key random key of what is drawn
  GameState state(RandomKey key);

  /// A drawn start, as in a map.
  ///
  /// @param means each is drawn from [−means, means), above 0
  /// @param endpoints the four ends are drawn from [−endpoints, endpoints) and sorted, above 0
  record Drawn(double means, double endpoints) implements Start {

    /// Validates the values.
    public Drawn {
      Require.positive("means", means);
      Require.positive("endpoints", endpoints);
    }

    /// The ranges of a map.
    public static Drawn defaults() {
      return new Drawn(1, 2);
    }

    @Override
    public GameState state(RandomKey key) {
      SplittableRandom random = key.random();
      return new GameState(Means.drawn(means, random), Discriminator.drawn(endpoints, random));
    }
  }

  /// A given start.
  ///
  /// @param means two
  /// @param endpoints left and right end of the first interval, left and right end of the second,
  ///   in increasing order
  record Given(List<Double> means, List<Double> endpoints) implements Start {

    /// Validates the values.
    public Given {
      DynamicsConfig.requireMeans("means", means);
      Require.that(
          endpoints.size() == 4
              && endpoints.stream().allMatch(Double::isFinite)
              && endpoints.equals(endpoints.stream().sorted().toList()),
          "endpoints must be four numbers in increasing order, but are " + endpoints);
      means = List.copyOf(means);
      endpoints = List.copyOf(endpoints);
    }

    @Override
    public GameState state(RandomKey key) {
      return new GameState(
          DynamicsConfig.means(means),
          Discriminator.of(endpoints.stream().mapToDouble(end -> end).toArray()));
    }
  }
}
