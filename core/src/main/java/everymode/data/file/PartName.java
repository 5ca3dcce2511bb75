package everymode.data.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The name of a folder read as that of a part, in any letter case and with any separators:
/// `Train`, `TESTING`, `training_set`, `valImages`, `held-out`, `seg_train`.
///
/// @param role which part
/// @param rest the other words, as `seg` in `seg_train`; without those that fit any part, such as
///   `set` and `images`
record PartName(Role role, String rest) {

  /// Parts of a data set.
  enum Role {
    TRAIN,
    TEST,
    VAL
  }

  private static final Map<String, Role> WORDS =
      Map.ofEntries(
          Map.entry("train", Role.TRAIN),
          Map.entry("training", Role.TRAIN),
          Map.entry("trn", Role.TRAIN),
          Map.entry("test", Role.TEST),
          Map.entry("testing", Role.TEST),
          Map.entry("tst", Role.TEST),
          Map.entry("eval", Role.TEST),
          Map.entry("evaluation", Role.TEST),
          Map.entry("holdout", Role.TEST),
          Map.entry("val", Role.VAL),
          Map.entry("valid", Role.VAL),
          Map.entry("validation", Role.VAL),
          Map.entry("dev", Role.VAL));

  /// Words that say nothing about the part.
  private static final String NEUTRAL_WORDS =
      "set|sets|data|dataset|images|image|imgs|img|pictures|photos|split|part|folder|dir";

  private static final Set<String> NEUTRAL = Set.of(NEUTRAL_WORDS.split("\\|", -1));
  private static final Pattern WORD =
      Pattern.compile("(" + String.join("|", WORDS.keySet()) + ")(?:" + NEUTRAL_WORDS + ")?");
  private static final Pattern HELD_OUT = Pattern.compile("(held|hold)[^\\p{L}]*out");
  private static final Pattern CAMEL = Pattern.compile("(?<=\\p{Ll})(?=\\p{Lu})");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}]+");

  /// Reads a name; null when it has no word for a part, or several.
  static @Nullable PartName of(String folder) {
    Role role = null;
    List<String> rest = new ArrayList<>();
    for (String word : words(folder)) {
      Matcher part = WORD.matcher(word);
      if (part.matches()) {
        if (role != null) {
          return null;
        }
        role = WORDS.get(part.group(1));
      } else if (!NEUTRAL.contains(word)) {
        rest.add(word);
      }
    }
    return role == null ? null : new PartName(role, String.join(" ", rest));
  }

  /// Whether a name says neither a class nor a part, as `images` does.
  static boolean neutral(String folder) {
    List<String> words = words(folder);
    return !words.isEmpty() && NEUTRAL.containsAll(words);
  }

  private static List<String> words(String folder) {
    String spaced = CAMEL.matcher(folder).replaceAll(" ").toLowerCase(Locale.ROOT);
    return BETWEEN
        .splitAsStream(HELD_OUT.matcher(spaced).replaceAll("holdout"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /// Whether the name is that of a part and nothing else.
  boolean plain() {
    return rest.isEmpty();
  }
}
