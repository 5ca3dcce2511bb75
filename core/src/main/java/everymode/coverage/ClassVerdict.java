package everymode.coverage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a generator makes a class, and the counts that show it.
///
/// @param outcome covered, missed or not judged
/// @param reason why it could not be judged; null if it was
/// @param due share of the class's due that was seen: 0 for what rows of other classes alone would
///   give, 1 for what training rows give; NaN if unknown
/// @param seen samples that lie clearly nearer to the class's held-out rows than to all others
/// @param with how many of as many training rows do; NaN if unknown
/// @param without how many of as many training rows of the other classes do; NaN if unknown
public record ClassVerdict(
    Outcome outcome, @Nullable Reason reason, double due, long seen, double with, double without) {

  /// The verdict in one word.
  public enum Outcome {
    /// There are significantly more samples of the class than other classes would give.
    COVERED("covered"),
    /// There are significantly fewer samples of the class than the data would give.
    MISSED("missed"),
    /// Neither was shown.
    NOT_JUDGED("not judged");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /// As shown to users.
    public String words() {
      return words;
    }

    /// The outcome with given words.
    ///
    /// @throws IllegalArgumentException when there is none
    public static Outcome of(String words) {
      return valueOf(constant(words));
    }
  }

  private static String constant(String words) {
    return words.toUpperCase(Locale.ROOT).replace(' ', '_');
  }

  /// Why a class could not be judged.
  public enum Reason {
    /// No held-out or no training rows of the class, or no others.
    NO_ROWS("no rows", "there are no held-out or no training rows"),
    /// The space does not separate the class from the others.
    MIXED("mixed", "these distances do not tell its rows from their neighbours"),
    /// Too few rows or samples for any decision.
    TOO_FEW("too few", "there are too few rows or samples"),
    /// The samples fit both.
    BETWEEN("between", "what was seen fits a generator with and one without it"),
    /// There are enough samples of the class, but they do not vary as its rows do.
    ALIKE("alike", "there are enough samples, but they come close to few of its rows");

    private final String words;
    private final String meaning;

    Reason(String words, String meaning) {
      this.words = words;
      this.meaning = meaning;
    }

    /// As shown to users, one or two words.
    public String words() {
      return words;
    }

    /// The reason with given words.
    ///
    /// @throws IllegalArgumentException when there is none
    public static Reason of(String words) {
      return valueOf(constant(words));
    }

    /// The reason as part of a sentence.
    public String meaning() {
      return meaning;
    }
  }

  /// A class without rows to judge it by.
  public static ClassVerdict withoutRows(long seen) {
    return new ClassVerdict(
        Outcome.NOT_JUDGED, Reason.NO_ROWS, Double.NaN, seen, Double.NaN, Double.NaN);
  }

  /// The same counts, not judged because the samples do not vary as the rows do.
  public ClassVerdict alike() {
    return new ClassVerdict(Outcome.NOT_JUDGED, Reason.ALIKE, due, seen, with, without);
  }

  /// Whether the class is covered.
  public boolean covered() {
    return outcome == Outcome.COVERED;
  }

  /// Whether the class is missed.
  public boolean missed() {
    return outcome == Outcome.MISSED;
  }
}
