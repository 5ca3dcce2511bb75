package everymode.dynamics;

import java.util.ArrayList;
import java.util.List;

/// A game from its start to some step, at moments that are close together at the beginning.
///
/// @param moments in order, the first at step 0
public record Trace(Game game, List<Moment> moments) {

  /// A state.
  ///
  /// @param step steps before it
  public record Moment(long step, GameState state) {}

  /// Copies the list.
  public Trace {
    moments = List.copyOf(moments);
  }

  /// Plays a game.
  ///
  /// @param steps to its end, at least 0
  /// @param most number of moments after the first, at least 1: of `most` moments number i is at
  ///   the step `steps · (i / most)²`
  public static Trace of(Game game, GameState start, long steps, int most) {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(0, start));
    for (int i = 1; i <= most; i++) {
      double share = (double) i / most;
      long step = Math.round(steps * share * share);
      Moment last = moments.getLast();
      if (step > last.step()) {
        moments.add(new Moment(step, game.play(last.state(), step - last.step())));
      }
    }
    return new Trace(game, moments);
  }

  /// The state at the end.
  public GameState last() {
    return moments.getLast().state();
  }

  /// The mean error at each moment.
  double[] errors() {
    return moments.stream().mapToDouble(m -> m.state().means().error(game.target())).toArray();
  }
}
