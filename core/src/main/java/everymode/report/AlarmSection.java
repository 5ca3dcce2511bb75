package everymode.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The report's section about what the collapse alarm saw.
public final class AlarmSection {

  private static final String NOTE =
"""
      Samples beside a slice of the training rows while the game was played: what they cover of it and how many lie \
      among it, as shares of what other training rows reach; the share of near-duplicates; the entropy of classes; the \
      share of pairs that the discriminator puts in order; and which rows stayed covered since the check before. A slice \
of 500 rows holds few rows of a rare class, or none: silence says nothing about it, the verdicts of classes do.\
""";

  private AlarmSection() {}

  /// The section.
  ///
  /// @param raised one sentence for each alarm
  /// @param signals points of step and value by name, all about between 0 and 1
  public static Stream<Section> of(List<String> raised, Map<String, List<Chart.Point>> signals) {
    String alarms =
        raised.stream()
            .map(sentence -> "<p><strong>" + Format.escape(sentence) + "</strong></p>\n")
            .collect(Collectors.joining());
    return signals.isEmpty()
        ? Stream.empty()
        : Section.of("Collapse alarm", NOTE, alarms + Chart.lines("Signals", "step", signals));
  }
}
