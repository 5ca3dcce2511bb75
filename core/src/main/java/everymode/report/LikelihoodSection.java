package everymode.report;

import java.util.List;
import java.util.stream.Stream;

/// The report's section about the likelihood of single images.
public final class LikelihoodSection {

  private static final String NOTE =
      """
      Images with faults, with a wrong label or unlike all others are often among the least likely. \
      Smooth images are more likely than detailed ones, whatever they show: a rare class may be among the most likely.\
      """;

  private LikelihoodSection() {}

  /// Some images in order of their likelihood.
  ///
  /// @param png PNG file of the images, from left to right and from top to bottom
  /// @param names class, if there is one, and row of each
  /// @param nats logarithm of the probability of each
  @SuppressWarnings("ArrayRecordComponent") // large and read-only; never compared as a value
  public record Ranked(byte[] png, List<String> names, List<Double> nats) {

    String caption(String title) {
      StringBuilder text = new StringBuilder(title);
      for (int i = 0; i < nats.size(); i++) {
        text.append(i == 0 ? ": " : ", ").append(names.get(i));
        text.append(" (").append(Format.number(nats.get(i))).append(')');
      }
      return text.append('.').toString();
    }
  }

  /// The section.
  ///
  /// @param rows how many held-out images were ranked
  public static Stream<Section> of(int rows, Ranked least, Ranked most) {
    String of = " of " + Format.count(rows) + " held-out images, with ln p in nats";
    return Section.of(
        "Likelihood of single images",
        NOTE,
        Html.figure(least.caption("The least likely" + of), "Least likely images", least.png)
            + Html.figure(most.caption("The most likely"), "Most likely images", most.png));
  }
}
