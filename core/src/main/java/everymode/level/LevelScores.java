package everymode.level;

import everymode.level.PlayabilityRule.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// How many of some levels can be played, and how many are new; all shares lie in [0, 1].
///
/// @param levels how many there are
/// @param playable the share that keeps all rules
/// @param duplicates the share that repeats an earlier level
/// @param copies the share that equals a known level
/// @param uniquePlayable different levels that can be played, as a share of all
/// @param novelPlayable those of them that are not known
/// @param hamming mean number of tiles in which two of the first thousand differ; NaN for levels of
///   different sizes, or less than two
/// @param nearDuplicates the share of these pairs that agree in at least a share of tiles, by this
///   share in hundredths: 60, 65, … 95
/// @param broken the share of levels that break a rule, by its name
public record LevelScores(
    int levels,
    double playable,
    double duplicates,
    double copies,
    double uniquePlayable,
    double novelPlayable,
    double hamming,
    Map<Integer, Double> nearDuplicates,
    Map<String, Double> broken) {

  private static final int MOST = 1_000; // levels that are compared in pairs
  private static final int FIRST = 60;
  private static final int LAST = 95;
  private static final int STEP = 5;

  /// Copies the maps.
  public LevelScores {
    nearDuplicates = Map.copyOf(nearDuplicates);
    broken = Map.copyOf(broken);
  }

  /// The scores of levels.
  ///
  /// @param made at least one
  /// @param known levels that are not new, such as those of the training
  public static LevelScores of(List<Level> made, Set<Level> known, PlayabilityRule rule) {
    if (made.isEmpty()) {
      throw new IllegalArgumentException("no levels have no scores");
    }
    double n = made.size();
    List<List<String>> broken = made.stream().map(level -> broken(level, rule)).toList();
    List<Level> sound =
        IntStream.range(0, made.size())
            .filter(i -> broken.get(i).isEmpty())
            .mapToObj(made::get)
            .toList();
    Set<Level> playable = Set.copyOf(sound);
    long novel = playable.stream().filter(level -> !known.contains(level)).count();
    Pairs pairs = Pairs.of(made.subList(0, Math.min(MOST, made.size())));
    return new LevelScores(
        made.size(),
        sound.size() / n,
        1 - made.stream().distinct().count() / n,
        made.stream().filter(known::contains).count() / n,
        playable.size() / n,
        novel / n,
        pairs.hamming,
        pairs.near,
        shares(broken));
  }

  /// The share of levels that break a rule, by its name; empty without levels.
  public static Map<String, Double> broken(List<Level> made, PlayabilityRule rule) {
    return shares(made.stream().map(level -> broken(level, rule)).toList());
  }

  /// The names of the rules that a level breaks.
  private static List<String> broken(Level level, PlayabilityRule rule) {
    return rule.violations(level).stream().map(Violation::rule).distinct().toList();
  }

  private static Map<String, Double> shares(List<List<String>> broken) {
    Map<String, Double> shares = new TreeMap<>();
    double one = 1.0 / broken.size();
    broken.forEach(names -> names.forEach(name -> shares.merge(name, one, Double::sum)));
    return shares;
  }

  /// What pairs of levels have in common.
  private record Pairs(double hamming, Map<Integer, Double> near) {

    static Pairs of(List<Level> levels) {
      Level first = levels.getFirst();
      boolean alike = levels.stream().allMatch(first::sameSize);
      double pairs = levels.size() * (levels.size() - 1.0) / 2;
      if (!alike || pairs == 0) {
        return new Pairs(Double.NaN, Map.of());
      }
      int cells = first.tiles().length();
      long sum = 0;
      long[] counts = new long[cells + 1]; // pairs by the number of tiles in which they differ
      for (int i = 0; i < levels.size(); i++) {
        for (int j = 0; j < i; j++) {
          int differ = levels.get(i).hamming(levels.get(j));
          sum += differ;
          counts[differ]++;
        }
      }
      Map<Integer, Double> near = new TreeMap<>();
      for (int share = FIRST; share <= LAST; share += STEP) {
        long close = 0;
        for (int differ = 0; 100L * (cells - differ) >= (long) share * cells; differ++) {
          close += counts[differ];
        }
        near.put(share, close / pairs);
      }
      return new Pairs(sum / pairs, near);
    }
  }
}
