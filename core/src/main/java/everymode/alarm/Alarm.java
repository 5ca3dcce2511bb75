package everymode.alarm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// A warning that a training goes wrong.
///
/// @param kind what is wrong
/// @param step completed steps of the game
/// @param coverage share of a slice of the training rows that samples cover, as a share of what
///   other training rows reach
public record Alarm(Kind kind, long step, double coverage) {

  /// What is wrong, with what helps most often.
  public enum Kind {
    /// Samples cover a part of the data, and always the same one.
    COLLAPSING(
        "collapsing",
        "train r3gan, give the discriminator more units, or lower its learning rate and beta1"),
    /// Samples cover a part of the data, now this one, now that one.
    OSCILLATING("oscillating", "lower both learning rates and beta1"),
    /// The discriminator tells all samples from training rows, and the generator learns nothing.
    DISCRIMINATOR_WON(
        "discriminator has won",
        "lower the discriminator's learning rate or steps, or add a gradient penalty"),
    /// Samples move away from the data.
    DIVERGING("diverging", "lower the generator's learning rate or add a gradient penalty");

    private final String words;
    private final String remedy;

    Kind(String words, String remedy) {
      this.words = words;
      this.remedy = remedy;
    }

    /// As it is reported.
    public String words() {
      return words;
    }

    /// What helps most often, in the imperative.
    public String remedy() {
      return remedy;
    }

    /// The kind with these words; empty for others.
    public static Optional<Kind> of(String words) {
      return Arrays.stream(values()).filter(kind -> kind.words.equals(words)).findFirst();
    }
  }

  /// What is wrong and what to do, in one sentence without a full stop.
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%s at step %,d: samples cover %.0f %% of what training rows do; %s",
        kind.words,
        step,
        100 * coverage,
        kind.remedy);
  }
}
