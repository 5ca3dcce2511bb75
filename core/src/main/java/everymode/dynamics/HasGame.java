package everymode.dynamics;

/// A model that plays a game of two Gaussians against two intervals.
public interface HasGame {

  /// What is played.
  Game game();

  /// The state before the first step.
  GameState start();

  /// The state now.
  GameState now();
}
