package everymode.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Suggests the closest known name for a mistyped one.
public final class Names {

  private Names() {}

  /// The closest known name, if it is close enough to be a typing error.
  ///
  /// @return the closest name, within a third of its length or two edits
  public static Optional<String> closest(String wanted, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String k) -> distance(wanted, k)).thenComparing(k -> k))
        .filter(k -> distance(wanted, k) <= Math.max(2, k.length() / 3));
  }

  /// The error for an unknown name.
  ///
  /// @param what the kind of thing, such as `family`
  /// @return an error that suggests the closest name, or lists all
  public static UsageException unknown(String what, String wanted, Collection<String> known) {
    Optional<String> elsewhere =
        FormerNames.of(wanted).filter(name -> what.equals("key") && !known.contains(name));
    String all = known.isEmpty() ? "; there are none" : "; known are " + String.join(", ", known);
    String hint =
        elsewhere
            .map(name -> "; it is now '" + name + "', which is not a key of this type" + all)
            .orElseGet(() -> suggestion(wanted, known).orElse(all));
    return new UsageException("no " + what + " called '" + wanted + "'" + hint);
  }

  /// The suggestion for a value that is none of a few words.
  ///
  /// @return such as `; did you mean 'relu'?`; empty when none is close
  public static Optional<String> suggestion(String wanted, Collection<String> known) {
    return FormerNames.of(wanted)
        .filter(known::contains)
        .or(() -> closest(wanted, known))
        .map(k -> "; did you mean '" + k + "'?");
  }

  /// The number of insertions, deletions, substitutions and transpositions between two words
  /// (optimal string alignment distance), ignoring case.
  static int distance(String a, String b) {
    String s = a.toLowerCase(java.util.Locale.ROOT);
    String t = b.toLowerCase(java.util.Locale.ROOT);
    int[][] d = new int[s.length() + 1][t.length() + 1];
    for (int i = 0; i <= s.length(); i++) {
      for (int j = 0; j <= t.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : edit(d, s, t, i, j);
      }
    }
    return d[s.length()][t.length()];
  }

  private static int edit(int[][] d, String s, String t, int i, int j) {
    int replace = d[i - 1][j - 1] + (s.charAt(i - 1) == t.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && s.charAt(i - 1) == t.charAt(j - 2) && s.charAt(i - 2) == t.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
