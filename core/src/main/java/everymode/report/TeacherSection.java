package everymode.report;

import everymode.statistics.ConfidenceInterval;
import java.util.List;
import java.util.stream.Stream;

/// The report's section about the density that a generator has learned from.
public final class TeacherSection {

  private static final String NOTE =
      """
      What the teacher thinks of real and of generated rows. Held-out rows that cost much more than training rows \
      mean that it has learned these by heart. Generated rows that cost much less than held-out ones are those \
      that are easy to predict, much more: rows that the teacher does not know. Intensities of generated images \
      are rounded to those of training images. The figures are means over all classes: a rare class hardly counts \
      in them, and that it is covered is said by its verdict alone.\
      """;

  private TeacherSection() {}

  /// The negative log-likelihood of some rows, in bits for each number of a row.
  public record Likelihood(String rows, int count, double mean, ConfidenceInterval interval) {}

  /// The section.
  public static Stream<Section> of(List<Likelihood> likelihoods) {
    List<List<String>> rows =
        likelihoods.stream()
            .map(of ->
                List.of(
                    Format.count(of.count) + " " + of.rows,
                    Format.number(of.mean),
                    Format.number(of.interval.low()) + " to " + Format.number(of.interval.high())))
            .toList();
    return Section.of(
        "Teacher",
        NOTE,
        Html.table("compact", List.of("Rows", "Bits per dimension", "95 %"), rows));
  }
}
