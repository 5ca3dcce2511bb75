package everymode.model.dynamics;

import everymode.dynamics.Discriminator;
import everymode.dynamics.Game;
import everymode.dynamics.GameState;
import everymode.dynamics.HasGame;
import everymode.dynamics.Interval;
import everymode.dynamics.Means;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import everymode.train.FitStep;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A game that is played as a training.
final class DynamicsModel implements Model, HasGame {

  private final long steps;
  private final Game game;
  private final GameState start;
  private GameState now;

  DynamicsModel(DynamicsConfig config, RandomKey key) {
    steps = config.steps();
    game = config.game();
    start = config.start().state(key.fold("start"));
    now = start;
  }

  @Override
  public Optional<Stage> stage(int index) {
    return index == 0
        ? Optional.of(new Stage.Fit("play", steps, (_, _) -> step()))
        : Optional.empty();
  }

  private FitStep.Result step() {
    now = game.step(now);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("total variation", game.gap(now).totalVariation());
    values.put("mean error", now.means().error(game.target()));
    return new FitStep.Result(false, values);
  }

  @Override
  public Game game() {
    return game;
  }

  @Override
  public GameState start() {
    return start;
  }

  @Override
  public GameState now() {
    return now;
  }

  @Override
  public void state(StateVisitor s) {
    Means means =
        new Means(
            s.number("first.mean", now.means().first()),
            s.number("second.mean", now.means().second()));
    Discriminator intervals = now.discriminator();
    now =
        new GameState(
            means,
            new Discriminator(
                visited(s, "first", intervals.first()), visited(s, "second", intervals.second())));
  }

  private static Interval visited(StateVisitor s, String name, Interval interval) {
    return new Interval(
        s.number(name + ".left", interval.left()), s.number(name + ".right", interval.right()));
  }
}
