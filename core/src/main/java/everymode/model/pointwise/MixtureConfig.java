package everymode.model.pointwise;

import everymode.prior.PriorSpec;

/// The configuration of a mixture that grows in rounds.
///
/// @param base the family of its members, such as `gan`
/// @param member the configuration of each member: one of that family
/// @param rounds members, at least 1
/// @param update how weights of points follow from what is covered
/// @param ratio how that is found out
/// @param weights how often each member is drawn in the end
/// @param features a judge's file: where coverage is counted, that is between what the judge sees
///   of rows and samples; empty for the rows themselves
/// @param initialGenerator a run, or a file or folder of samples, that becomes the first member:
///   rounds begin with what it leaves uncovered; empty for none
public record MixtureConfig(
    String base,
    Record member,
    int rounds,
    WeightUpdate update,
    RatioSpec ratio,
    MemberWeights weights,
    String features,
    String initialGenerator) {

  private static final int MOST = 1_000;

  /// Checks the numbers.
  public MixtureConfig {
    PriorSpec.atLeast("rounds", rounds, 1);
    if (rounds > MOST) {
      throw new IllegalArgumentException(
          "rounds must be at most %,d, but is %,d".formatted(MOST, rounds));
    }
    boolean counts =
        ratio.method() == RatioSpec.Method.NEIGHBOURS
            || weights instanceof MemberWeights.Maximin
            || !initialGenerator.isEmpty();
    if (!features.isEmpty() && !counts) {
      throw new IllegalArgumentException(
          "features are looked at where coverage is counted: set ratio.method to neighbours,"
              + " weights.type to maximin, or initialGenerator");
    }
    if (update instanceof WeightUpdate.Doubling rule && rule.enough() > rounds) {
      throw new IllegalArgumentException(
          "update.enough must be at most rounds, %,d, but is %,d".formatted(rounds, rule.enough()));
    }
    if (!initialGenerator.isEmpty() && !(update instanceof WeightUpdate.Doubling)) {
      throw new IllegalArgumentException(
          "initialGenerator needs an update of type doubling, but the update is another");
    }
  }
}
