package everymode.model.pointwise;

import everymode.config.Require;
import java.util.Locale;

/// The configuration of a mixture that is trained in rounds, one member per round.
///
/// @param base the family of its members, such as `gan`
/// @param member the configuration of each member, of that family
/// @param rounds number of members, at least 1 and at most 1,000
/// @param update how the weights of points are updated from the coverage of a round
/// @param ratio how coverage is estimated
/// @param weights how the final mixture weights of the members are chosen
/// @param features file of a feature extractor, in whose features coverage is counted; empty to
///   count in data space
/// @param initialGenerator a run, or a file or folder of samples, that becomes the first member:
///   rounds start from the points that it leaves uncovered; empty for none
public record MixtureConfig(
    String base,
    Record member,
    int rounds,
    WeightUpdate update,
    RatioSpec ratio,
    MemberWeights weights,
    String features,
    String initialGenerator) {

  private static final int MAX_ROUNDS = 1_000;

  /// Validates the values.
  public MixtureConfig {
    Require.atLeast("rounds", rounds, 1);
    Require.that(
        rounds <= MAX_ROUNDS,
        String.format(Locale.ROOT, "rounds must be at most %,d, but is %,d", MAX_ROUNDS, rounds));
    boolean counts =
        ratio.method() == RatioSpec.Method.NEIGHBOURS
            || weights instanceof MemberWeights.Maximin
            || !initialGenerator.isEmpty();
    Require.that(
        features.isEmpty() || counts,
        "features are used only where coverage is counted: set ratio.method to neighbours,"
            + " weights.type to maximin, or initialGenerator");
    int enough = update instanceof WeightUpdate.Doubling rule ? rule.enough() : 0;
    Require.that(
        enough <= rounds,
        String.format(
            Locale.ROOT, "update.enough must be at most rounds, %,d, but is %,d", rounds, enough));
    Require.that(
        initialGenerator.isEmpty() || update instanceof WeightUpdate.Doubling,
        "initialGenerator needs an update of type doubling, but update has another type");
  }
}
