package everymode.bench.verdicts;

import everymode.bench.verdicts.ResultFile.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The table of cells that are no part of the spec's grid.
///
/// @param lines by cell
record RowTable(Map<String, List<Line>> lines) {

  /// The end of the name of a cell that holds verdicts on the other classes.
  static final String OTHERS = ", its other classes";

  private static final List<Generator> SHOWN = Arrays.stream(Generator.values()).toList();

  /// Lines in Markdown.
  ///
  /// @param names of the cells that the bar holds for
  String text(List<String> names) {
    List<String> text = new ArrayList<>();
    List<Generator> shown =
        SHOWN.stream()
            .filter(g ->
                lines.values().stream().flatMap(List::stream).anyMatch(l -> l.generator() == g))
            .toList();
    text.add(
        "| cell | trials | "
            + shown.stream().map(Generator::words).collect(Collectors.joining(" | "))
            + " |");
    text.add("|---|---" + "|---".repeat(shown.size()) + "|");
    lines.forEach((cell, all) ->
        text.add(
            "| %s | %,d | %s |"
                .formatted(
                    cell,
                    all.getFirst().tally().total(),
                    shown.stream().map(g -> of(all, g)).collect(Collectors.joining(" | ")))));
    text.add("");
    lines.forEach((cell, all) ->
        all.stream()
            .filter(line -> names.contains(cell.replace(OTHERS, "")) && wrong(line))
            .forEach(line ->
                text.add("Beyond the bar: %s, %s.".formatted(cell, line.generator().words()))));
    return String.join("\n", text);
  }

  private static boolean wrong(Line line) {
    return switch (line.generator()) {
      case FULL -> line.tally().beyondChance(line.tally().missed());
      case LACKS -> line.tally().beyondChance(line.tally().covered());
      default -> false;
    };
  }

  private static String of(List<Line> lines, Generator generator) {
    return lines.stream()
        .filter(line -> line.generator() == generator)
        .map(line -> line.tally().percent())
        .findFirst()
        .orElse("");
  }
}
