package everymode.report;

import everymode.report.Chart.Point;
import everymode.train.MixtureRounds.RoundStatistics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The rounds of a mixture.
///
/// @param rounds completed rounds, in order
/// @param weights points of round and weight by class, relative to the class's share of the
///   training rows; empty without classes or with many
/// @param members the first members of the mixture, in order
/// @param all number of all members
/// @param guarantee theoretical guarantee of the mixture, one sentence; null for none
public record MixtureHistory(
    List<RoundStatistics> rounds,
    Map<String, List<Point>> weights,
    List<Member> members,
    int all,
    @Nullable String guarantee) {

  /// Copies lists and maps and keeps their order.
  public MixtureHistory {
    rounds = List.copyOf(rounds);
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    members = List.copyOf(members);
  }

  /// A member of the mixture.
  ///
  /// @param name such as `Member 1`, by its round
  /// @param png PNG file of samples
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record Member(String name, byte[] png) {}
}
