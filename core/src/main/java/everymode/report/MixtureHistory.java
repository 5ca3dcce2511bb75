package everymode.report;

import everymode.report.Chart.Point;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a mixture grew, member by member.
///
/// @param rounds those that have ended, in order
/// @param weights points of round and weight by class, in times of the class's share of the
///   training rows; empty where classes are none or many
/// @param members the first of those that the mixture is drawn from, in order
/// @param all how many there are, pictured or not
/// @param promise what theory says of the mixture, one sentence; null where it says nothing
public record MixtureHistory(
    List<Round> rounds,
    Map<String, List<Point>> weights,
    List<Member> members,
    int all,
    @Nullable String promise) {

  /// Copies lists and maps and keeps their order.
  public MixtureHistory {
    rounds = List.copyOf(rounds);
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    members = List.copyOf(members);
  }

  /// What a round found.
  ///
  /// @param covered η̂: of the weights of the round, the share on rows that it covers
  /// @param low 5 % quantile, over the training rows, of the probability D that a row is real
  /// @param middle median of D
  /// @param high 95 % quantile of D
  /// @param taught whether weights changed after it
  public record Round(double covered, double low, double middle, double high, boolean taught) {}

  /// What a part of the mixture makes.
  ///
  /// @param name such as `Member 1`, after its round
  /// @param png PNG file of samples
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record Member(String name, byte[] png) {}
}
