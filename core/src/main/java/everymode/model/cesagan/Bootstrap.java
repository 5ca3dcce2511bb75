package everymode.model.cesagan;

import everymode.config.Require;

/// How the training set grows by playable levels that the generator made.
///
/// @param selection which of the playable levels are added
/// @param every steps from one round to the next, at least 1
/// @param delay steps before the first round, at least 0
/// @param samples levels generated in a round, at least 1
/// @param similarity a level that agrees with one of the set in at least this share of its tiles is
///   not added, above 0 to 1; 1 leaves out only equal ones
/// @param most levels added in a round, at least 1
/// @param growth the set stops growing at so many times its first size, at least 1
public record Bootstrap(
    Selection selection,
    int every,
    int delay,
    int samples,
    double similarity,
    int most,
    double growth) {

  /// Which of the playable levels are added.
  public enum Selection {
    /// None: the training set does not grow.
    NONE,
    /// All.
    ALL,
    /// The levels next to the centres of at most four clusters.
    KMEANS
  }

  /// No growth, with the numbers of a selection that is chosen later.
  static final Bootstrap NONE = new Bootstrap(Selection.NONE, 50, 200, 200, 1, 10, 10);

  /// Validates the values.
  public Bootstrap {
    Require.atLeast("every", every, 1);
    Require.atLeast("delay", delay, 0);
    Require.atLeast("samples", samples, 1);
    Require.that(
        similarity > 0 && similarity <= 1, "similarity must be above 0 and at most 1", similarity);
    Require.atLeast("most", most, 1);
    Require.that(growth >= 1, "growth must be at least 1", growth);
  }

  /// The same numbers with another selection.
  Bootstrap with(Selection other) {
    return new Bootstrap(other, every, delay, samples, similarity, most, growth);
  }
}
