package everymode.level;

import everymode.error.EverymodeException;
import everymode.platform.Jackson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Levels in a folder: a text file for each, and where there is one a JSON file with a legend, an
/// object `tiles` of letters and their names.
///
/// @param names of the files, sorted
/// @param levels one per file, of any sizes
/// @param tiles of the legend and of the levels
/// @param notes remarks about the legend
public record LevelFiles(
    List<String> names, List<Level> levels, TileSet tiles, List<String> notes) {

  private static final String LEVEL = ".txt";
  private static final String LEGEND = ".json";

  /// Copies the lists.
  public LevelFiles {
    names = List.copyOf(names);
    levels = List.copyOf(levels);
    notes = List.copyOf(notes);
  }

  /// Whether there are levels in a folder.
  public static boolean in(Path folder) {
    return !ending(folder, LEVEL).isEmpty();
  }

  /// Reads a folder.
  ///
  /// @throws EverymodeException when there are no levels or a file is invalid
  public static LevelFiles read(Path folder) {
    List<Path> files = ending(folder, LEVEL);
    if (files.isEmpty()) {
      throw new EverymodeException(
          folder + ": has no levels; they are text files that end in " + LEVEL);
    }
    List<Level> levels =
        files.stream().map(file -> Level.parse(text(file), file.toString())).toList();
    List<String> notes = new ArrayList<>();
    Map<Character, List<String>> legend = legend(folder, notes);
    TileSet tiles = TileSet.of(legend, levels);
    String missing = tiles.letters().substring(legend.size());
    if (!legend.isEmpty() && !missing.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Letters of the levels that the legend lacks are tiles, too: %s.",
              missing
                  .chars()
                  .mapToObj(c -> "'" + (char) c + "'")
                  .collect(Collectors.joining(", "))));
    }
    return new LevelFiles(
        files.stream().map(file -> String.valueOf(file.getFileName())).toList(),
        levels,
        tiles,
        notes);
  }

  /// Writes levels into a new folder, `level-1.txt` and so on, with a legend where tiles have
  /// names, so that [#read] finds the same tiles.
  ///
  /// @param folder that does not exist or is empty
  /// @throws EverymodeException when it has files, or cannot be written
  public static void write(Path folder, List<Level> levels, TileSet tiles) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new EverymodeException(folder + ": is a file; choose a new folder for the levels");
    }
    try {
      Files.createDirectories(folder);
      if (!ending(folder, "").isEmpty()) {
        throw new EverymodeException(folder + ": must be empty, but has files; choose another");
      }
      int digits = String.valueOf(levels.size()).length();
      for (int i = 0; i < levels.size(); i++) {
        String name = String.format(Locale.ROOT, "level-%0" + digits + "d%s", i + 1, LEVEL);
        Files.writeString(folder.resolve(name), levels.get(i).text());
      }
      var legend = Jackson.json().createObjectNode();
      var letters = legend.putObject("tiles");
      tiles
          .letters()
          .chars()
          .mapToObj(c -> (char) c)
          .forEach(letter -> {
            var names = letters.putArray(String.valueOf(letter));
            tiles.names().getOrDefault(letter, List.of()).forEach(names::add);
          });
      Files.writeString(folder.resolve("legend" + LEGEND), legend.toPrettyString() + "\n");
    } catch (IOException e) {
      throw new EverymodeException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static Map<Character, List<String>> legend(Path folder, List<String> notes) {
    List<Path> files = ending(folder, LEGEND);
    if (files.size() > 1) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: has %d legends, such as %s; keep one",
              folder,
              files.size(),
              files.getFirst().getFileName()));
    }
    Map<Character, List<String>> legend = new LinkedHashMap<>();
    for (Path file : files) {
      tiles(file)
          .forEachEntry((letter, names) -> {
            if (letter.length() == 1) {
              legend.put(letter.charAt(0), texts(names));
            }
          });
      if (legend.isEmpty()) {
        notes.add(file.getFileName() + " describes no tiles; they are taken from the levels.");
      }
    }
    return legend;
  }

  private static JsonNode tiles(Path file) {
    try {
      return Jackson.json().readTree(text(file)).path("tiles");
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new EverymodeException(
          String.format(
              Locale.ROOT, "%s: line %d: is not JSON; correct or remove the file", file, line),
          e);
    }
  }

  private static List<String> texts(JsonNode names) {
    return names.isArray()
        ? names.valueStream().map(JsonNode::asString).toList()
        : names.isString() ? List.of(names.asString()) : List.of();
  }

  private static List<Path> ending(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new EverymodeException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new EverymodeException(file + ": is not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw new EverymodeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
