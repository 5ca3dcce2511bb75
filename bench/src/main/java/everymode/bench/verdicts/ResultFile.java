package everymode.bench.verdicts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Verdicts as lines of a file, to which finished cells are appended, so that a stopped simulation
/// goes on where it was.
///
/// @param path the file
record ResultFile(Path path) {

  private static final String HEADER = "cell,samples,generator,covered,missed,total";

  /// A line.
  ///
  /// @param cell its name, which may contain commas
  /// @param samples times all rows
  record Line(String cell, double samples, Generator generator, Tally tally) {

    String text() {
      return String.format(
          Locale.ROOT,
          "%s,%s,%s,%d,%d,%d",
          cell,
          samples,
          generator.words(),
          tally.covered(),
          tally.missed(),
          tally.total());
    }

    static Line of(String text) {
      String[] parts = text.split(",", -1);
      int end = parts.length;
      return new Line(
          String.join(",", List.of(parts).subList(0, end - 5)),
          Double.parseDouble(parts[end - 5]),
          Generator.of(parts[end - 4]),
          new Tally(
              Long.parseLong(parts[end - 3]),
              Long.parseLong(parts[end - 2]),
              Long.parseLong(parts[end - 1])));
    }
  }

  /// All lines of finished cells, by cell.
  Map<String, List<Line>> read() throws IOException {
    Map<String, List<Line>> cells = new LinkedHashMap<>();
    if (Files.exists(path)) {
      for (String text : Files.readAllLines(path)) {
        if (!text.equals(HEADER)) {
          Line line = Line.of(text);
          cells.computeIfAbsent(line.cell, _ -> new ArrayList<>()).add(line);
        }
      }
    }
    return cells;
  }

  /// Appends the lines of a cell.
  void append(List<Line> lines) throws IOException {
    if (!Files.exists(path)) {
      Files.writeString(path, HEADER + "\n");
    }
    String text = String.join("", lines.stream().map(line -> line.text() + "\n").toList());
    Files.writeString(path, text, StandardOpenOption.APPEND);
  }
}
