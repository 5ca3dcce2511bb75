package everymode.bench.verdicts;

import everymode.bench.verdicts.ResultFile.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of cells that are no part of the spec's grid.
///
/// @param lines by cell
record RowTable(Map<String, List<Line>> lines) {

  /// The end of the name under which verdicts of a perfect generator on all other classes are kept.
  static final String OTHERS = ", its other classes";

  /// Lines in Markdown.
  ///
  /// @param names of the cells that the bar holds for
  String text(List<String> names) {
    List<Generator> shown =
        Arrays.stream(Generator.values())
            .filter(g ->
                lines.values().stream().flatMap(List::stream).anyMatch(l -> l.generator() == g))
            .toList();
    boolean others = lines.keySet().stream().anyMatch(name -> name.endsWith(OTHERS));
    List<String> heads = new ArrayList<>(List.of("cell", "trials"));
    shown.forEach(generator -> heads.add(generator.words()));
    if (others) {
      heads.add("other classes, full");
    }
    List<String> text = new ArrayList<>();
    text.add(row(heads.stream()));
    text.add("|" + "---|".repeat(heads.size()));
    lines.forEach((cell, all) -> {
      if (!cell.endsWith(OTHERS)) {
        List<String> figures = new ArrayList<>();
        figures.add(cell);
        figures.add(String.format(Locale.ROOT, "%,d", all.getFirst().tally().total()));
        shown.forEach(generator -> figures.add(of(all, generator)));
        if (others) {
          figures.add(of(lines.getOrDefault(cell + OTHERS, List.of()), Generator.FULL));
        }
        text.add(row(figures.stream()));
      }
    });
    text.add("");
    lines.forEach((cell, all) ->
        all.stream()
            .filter(line -> names.contains(cell.replace(OTHERS, "")) && wrong(line))
            .forEach(line ->
                text.add(
                    String.format(
                        Locale.ROOT, "Beyond the bar: %s, %s.", cell, line.generator().words()))));
    return String.join("\n", text);
  }

  private static String row(Stream<String> cells) {
    return cells.collect(Collectors.joining(" | ", "| ", " |"));
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
