package everymode.data.file;

import everymode.data.Dataset;
import everymode.data.DatasetSpec;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import everymode.error.UsageException;
import everymode.level.Level;
import everymode.level.LevelFiles;
import everymode.level.LevelRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Folders of levels as text, with these options:
///
/// - `rule`: a file of rules that a playable level keeps, or `zelda` or `zelda-loose`;
/// - `sizes`: `pad` (the default) puts smaller levels into the upper left corner of the largest
///   size, `refuse` rejects levels of different sizes;
/// - `held-out`: `no` (the default), since there are few levels as a rule, or `yes` for a tenth.
public final class LevelDatasets {

  private static final Map<String, LevelRules> RULES =
      Map.of("zelda", LevelRules.zelda(true), "zelda-loose", LevelRules.zelda(false));
  private static final int MOST_NUMBERS = 1 << 28;

  private LevelDatasets() {}

  /// Whether a path is a folder of levels: text files, and no images.
  public static boolean is(Path path) {
    return Files.isDirectory(path)
        && LevelFiles.in(path)
        && ImageFormat.of(path) == ImageFormat.IDX
        && !IdxImages.in(path);
  }

  /// Opens a folder of levels.
  ///
  /// @throws EverymodeException when a file is invalid or an option is wrong
  public static Dataset open(Path folder, DatasetSpec spec) {
    spec.allow(List.of("rule", "sizes", "held-out"));
    boolean refuse = spec.choice("sizes", List.of("pad", "refuse")) == 1;
    boolean tenth = spec.choice("held-out", List.of("no", "yes")) == 1;
    LevelRules rules = rules(spec);
    LevelFiles read = LevelFiles.read(folder);
    List<String> notes = new ArrayList<>(read.notes());
    List<Level> levels = read.levels();
    int height = levels.stream().mapToInt(Level::height).max().orElse(1);
    int width = levels.stream().mapToInt(Level::width).max().orElse(1);
    if (read.tiles().size() > Domain.Grid.OUTSIDE) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: levels must have at most %d different tiles, but have %,d; are these texts levels?",
              folder,
              Domain.Grid.OUTSIDE,
              read.tiles().size()));
    }
    boolean mixed =
        levels.stream().anyMatch(level -> level.height() < height || level.width() < width);
    if (mixed) {
      String sizes = sizes(levels);
      if (refuse) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: levels must have one size, but there are %s; leave out sizes=refuse to pad them",
                folder,
                sizes));
      }
      notes.add(
          String.format(
              Locale.ROOT,
              "Levels have different sizes, %s; smaller ones are padded to %d×%d, and the padding is never read back.",
              sizes,
              height,
              width));
    }
    if ((long) levels.size() * height * width > MOST_NUMBERS) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have at most %,d tiles in all, padded to %d×%d; use fewer or smaller levels",
              folder,
              MOST_NUMBERS,
              height,
              width));
    }
    var domain = new Domain.Grid(read.tiles(), height, width, mixed, rules);
    long broken = levels.stream().filter(level -> !rules.playable(level)).count();
    if (broken > 0) {
      notes.add(
          String.format(Locale.ROOT, "%,d of %,d levels break the rule.", broken, levels.size()));
    }
    Rows rows = Rows.of(domain.bytes(levels), null, levels.size(), height, width);
    TrainHeldOutSplit split =
        tenth ? TrainHeldOutSplit.tenth(spec.name(), "levels", rows) : TrainHeldOutSplit.none(rows);
    return split.noting(notes).dataset(spec.text(), domain, List.of());
  }

  private static String sizes(List<Level> levels) {
    List<String> all =
        levels.stream().map(level -> level.height() + "×" + level.width()).distinct().toList();
    return all.stream().limit(3).collect(Collectors.joining(", "))
        + (all.size() > 3 ? " and " + (all.size() - 3) + " more" : "");
  }

  private static LevelRules rules(DatasetSpec spec) {
    String rule = spec.options().get("rule");
    if (rule == null) {
      return LevelRules.NONE;
    }
    LevelRules known = RULES.get(rule);
    if (known != null) {
      return known;
    }
    Path file =
        PathSpec.path(rule)
            .filter(Files::isRegularFile)
            .orElseThrow(() ->
                new UsageException(
                    String.format(
                        Locale.ROOT,
                        "data set '%s': rule must be a file, zelda or zelda-loose, but is '%s'; check the path",
                        spec.name(),
                        rule)));
    return LevelRules.read(file);
  }
}
