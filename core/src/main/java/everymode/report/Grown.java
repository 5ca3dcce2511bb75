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
/// @param shares points of round and share of the weights by class; empty where classes are none or
///   many
/// @param members PNG files of samples of the first members, in order
/// @param all members of the mixture, pictured or not
/// @param promise what theory says of the mixture, one sentence; null where it says nothing
public record Grown(
    List<Round> rounds,
    Map<String, List<Point>> shares,
    List<byte[]> members,
    int all,
    @Nullable String promise) {

  /// Copies lists and maps and keeps their order.
  public Grown {
    rounds = List.copyOf(rounds);
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
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
}
