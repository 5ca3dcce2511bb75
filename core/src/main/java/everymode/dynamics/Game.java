package everymode.dynamics;

import everymode.config.Require;
import everymode.dynamics.DensityGap.Local;

/// The game and the dynamics by which it is played. One step is a pure function of the state.
///
/// @param target the means of the data
/// @param intervals what happens where the ends of an interval meet
/// @param generatorRate step size of the generator, above 0
/// @param discriminatorRate step size of the discriminator, above 0; without effect on
///   [Dynamics.Optimal]
public record Game(
    Means target,
    Dynamics dynamics,
    IntervalRule intervals,
    double generatorRate,
    double discriminatorRate) {

  /// Validates target and rates.
  public Game {
    Require.that(Double.isFinite(target.size()), "target must be two finite numbers");
    Require.positive("generatorRate", generatorRate);
    Require.positive("discriminatorRate", discriminatorRate);
  }

  /// The densities at a state.
  public DensityGap gap(GameState state) {
    return new DensityGap(target, state.means());
  }

  /// Plays one step.
  public GameState step(GameState state) {
    DensityGap gap = gap(state);
    Discriminator now = state.discriminator();
    return switch (dynamics) {
      case Dynamics.Optimal() -> descend(gap, gap.optimal());
      case Dynamics.Alternating() -> descend(gap, ascend(gap, now, 1));
      case Dynamics.InPlace(int k) -> descend(gap, ascend(gap, now, k));
      case Dynamics.Simultaneous() -> together(gap, now, gap.gradient(now));
      case Dynamics.Unrolled(int k, boolean stopped) ->
          together(gap, now, stopped ? gap.gradient(ascend(gap, now, k)) : unrolled(gap, now, k));
    };
  }

  /// Plays some steps.
  public GameState play(GameState start, long steps) {
    GameState state = start;
    for (long i = 0; i < steps; i++) {
      state = step(state);
    }
    return state;
  }

  private GameState descend(DensityGap gap, Discriminator discriminator) {
    return new GameState(moved(gap, gap.gradient(discriminator)), discriminator);
  }

  private GameState together(DensityGap gap, Discriminator discriminator, Means gradient) {
    return new GameState(moved(gap, gradient), ascend(gap, discriminator, 1));
  }

  private Means moved(DensityGap gap, Means gradient) {
    return gap.generator().plus(-generatorRate, gradient);
  }

  /// The discriminator after some gradient steps.
  Discriminator ascend(DensityGap gap, Discriminator from, int steps) {
    return new Discriminator(ascend(gap, from.first(), steps), ascend(gap, from.second(), steps));
  }

  private Interval ascend(DensityGap gap, Interval from, int steps) {
    Interval now = from;
    for (int i = 0; i < steps && !intervals.dead(now); i++) {
      now =
          intervals.moved(
              now,
              -discriminatorRate * gap.at(now.left()),
              discriminatorRate * gap.at(now.right()));
    }
    return now;
  }

  /// The derivative by the means of the loss that the discriminator has after some gradient steps,
  /// whose ends depend on the means too.
  Means unrolled(DensityGap gap, Discriminator from, int steps) {
    return unrolled(gap, from.first(), steps).plus(1, unrolled(gap, from.second(), steps));
  }

  private Means unrolled(DensityGap gap, Interval from, int steps) {
    Interval now = from;
    Means left = Means.ZERO; // the derivatives of the ends by the means
    Means right = Means.ZERO;
    for (int i = 0; i < steps && !intervals.dead(now); i++) {
      Local l = gap.local(now.left());
      Local r = gap.local(now.right());
      left = carried(left, l, -discriminatorRate);
      right = carried(right, r, discriminatorRate);
      now = intervals.moved(now, -discriminatorRate * l.value(), discriminatorRate * r.value());
    }
    if (intervals.dead(now)) {
      return Means.ZERO; // a closed interval contributes nothing, wherever it is
    }
    return gap.gradient(now).plus(-gap.at(now.left()), left).plus(gap.at(now.right()), right);
  }

  /// The derivatives of `x + rate · F(x)` by the means, from those of x.
  private static Means carried(Means x, Local at, double rate) {
    return x.plus(rate * at.slope(), x).plus(rate, at.byMeans());
  }
}
