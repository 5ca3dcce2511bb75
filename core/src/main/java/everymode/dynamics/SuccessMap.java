package everymode.dynamics;

import everymode.config.Require;
import everymode.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A square of starts of the two means; from each the game is played against several drawn
/// discriminators. A cell depends on these settings and its place only, so cells can be computed in
/// any order and on any number of threads.
///
/// The cells of the diagonal are left out: equal means stay equal under every dynamics.
///
/// @param game what is played
/// @param reach means begin in [−reach, reach], above 0
/// @param cells along each side, evenly spaced and with both ends, at least 2
/// @param endpoints ends of intervals are drawn from [−endpoints, endpoints), above 0
/// @param starts drawn discriminators for each cell, at least 1; the optimal dynamics, which ignore
///   them, are played once
/// @param steps of each game, at least 0
/// @param seed of the draws
public record SuccessMap(
    Game game, double reach, int cells, double endpoints, int starts, long steps, long seed) {

  private static final int MOST_CELLS = 1_000;

  /// Validates the values.
  public SuccessMap {
    Require.positive("reach", reach);
    Require.atLeast("cells", cells, 2);
    Require.that(cells <= MOST_CELLS, "cells must be at most " + MOST_CELLS, cells);
    Require.positive("endpoints", endpoints);
    Require.atLeast("starts", starts, 1);
    Require.atLeast("steps", steps, 0);
  }

  /// The place of a cell.
  ///
  /// @param first number of the first mean's start, from 0 at −reach
  /// @param second number of the second mean's start, from 0 at −reach
  public record Place(int first, int second) {}

  /// How the games of a cell ended. The counts may overlap.
  ///
  /// @param games number of games
  /// @param succeeded both means within 0.1 of the target
  /// @param merged the means closer than 0.01 to one another
  /// @param collapsed at least one interval not longer than 0.001
  /// @param vanished no interval longer than 0.001
  /// @param diverged a mean more than 3 from 0
  public record Counts(
      long games, long succeeded, long merged, long collapsed, long vanished, long diverged) {

    /// No games.
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

    /// The games of both.
    public Counts plus(Counts other) {
      return new Counts(
          games + other.games,
          succeeded + other.succeeded,
          merged + other.merged,
          collapsed + other.collapsed,
          vanished + other.vanished,
          diverged + other.diverged);
    }

    private static Counts of(GameState end, Means target) {
      List<Interval> intervals = end.discriminator().intervals();
      long collapsed = intervals.stream().filter(Behaviour::collapsed).count();
      return new Counts(
          1,
          count(Behaviour.succeeded(end.means(), target)),
          count(Behaviour.merged(end.means())),
          count(collapsed > 0),
          count(collapsed == intervals.size()),
          count(Behaviour.diverged(end.means())));
    }

    private static long count(boolean holds) {
      return holds ? 1 : 0;
    }
  }

  /// All places that are played, row by row.
  public List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int second = 0; second < cells; second++) {
      for (int first = 0; first < cells; first++) {
        if (first != second) {
          places.add(new Place(first, second));
        }
      }
    }
    return places;
  }

  /// Where a mean begins.
  ///
  /// @param number from 0 to `cells − 1`
  public double start(int number) {
    return reach * (2.0 * number / (cells - 1) - 1);
  }

  /// The number of games of each cell.
  public int games() {
    return game.dynamics() instanceof Dynamics.Optimal ? 1 : starts;
  }

  /// Plays the games of a cell.
  public Counts play(Place place) {
    Means means = new Means(start(place.first), start(place.second));
    SplittableRandom random =
        new RandomKey(seed).fold("map").fold(place.first).fold(place.second).random();
    return IntStream.range(0, games())
        .mapToObj(_ -> new GameState(means, Discriminator.drawn(endpoints, random)))
        .map(start -> Counts.of(game.play(start, steps), game.target()))
        .reduce(Counts.NONE, Counts::plus);
  }
}
