package everymode.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a metric says, for a reader who never met it.
///
/// @param text one or two sentences
/// @param higher whether higher values are better
record Meaning(String text, boolean higher) {
  private static final Map<String, Meaning> ALL =
      Map.of(
          "coverage",
          up("Share of real rows that have a sample closer than their nearest real neighbours."),
          "recall",
          up("Share of real rows that lie within the region the samples span."),
          "precision",
          up("Share of samples that lie within the region real rows span, so could pass for real."),
          "density",
          up(
              "How closely samples crowd around real rows. 1 is as close as real rows themselves;"
                  + " more is possible."),
          "modes",
          up("Known clusters of the data that samples reach at all."),
          "fair-modes",
          up("Known clusters that get a fair share of the samples, not just a stray few."),
          "high-quality",
          up("Share of samples that land in a known cluster, not in between."),
          "kl",
          down(
              "How much the mix of clusters or classes among the samples differs from the true mix."
                  + " 0 is no difference."),
          "nll",
          down(
              "How unlikely the samples are under the true law of the data. A value below that of a"
                  + " perfect sampler means that samples crowd where the data is densest."),
          "w1",
          down("How far samples would have to move, on average, to turn into the data."));

  static @Nullable Meaning of(String metric) {
    return ALL.get(metric);
  }

  String direction() {
    return higher ? "higher is better" : "lower is better";
  }

  private static Meaning up(String text) {
    return new Meaning(text, true);
  }

  private static Meaning down(String text) {
    return new Meaning(text, false);
  }
}
