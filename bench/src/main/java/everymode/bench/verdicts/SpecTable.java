package everymode.bench.verdicts;

import everymode.bench.verdicts.ResultFile.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The table of all cells, and whether they meet the bars.
final class SpecTable {

  private static final int JUDGED_FROM = 30; // rows of the class
  private static final double JUDGED = 0.87;
  private static final List<List<Integer>> ROWS =
      List.of(List.of(3, 6), List.of(10), List.of(30), List.of(100), List.of(300));

  private record Entry(Cell cell, double samples, Map<Generator, Tally> tallies) {

    Tally of(Generator generator) {
      return tallies.getOrDefault(generator, Tally.NONE);
    }

    /// Whether most full generators are covered and most that lack the class are missed.
    boolean judged() {
      Tally full = of(Generator.FULL);
      Tally lacks = of(Generator.LACKS);
      return full.mostly(full.covered()) && lacks.mostly(lacks.missed());
    }

    String name() {
      return String.format(Locale.ROOT, "%s, %s times as many samples", cell.words(), samples);
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  SpecTable(Map<String, List<Line>> lines) {
    for (Cell cell : Cell.all()) {
      for (double samples : Cell.SAMPLES) {
        Map<Generator, Tally> tallies = new EnumMap<>(Generator.class);
        lines.getOrDefault(cell.name(), List.of()).stream()
            .filter(line -> line.samples() == samples)
            .forEach(line -> tallies.put(line.generator(), line.tally()));
        if (!tallies.isEmpty()) {
          entries.add(new Entry(cell, samples, tallies));
        }
      }
    }
  }

  /// Lines in Markdown.
  String text() {
    List<String> text = new ArrayList<>();
    String names = Generator.RIGHT.stream().map(Generator::words).collect(columns());
    text.add("| place | rows | cells " + names + " judged |");
    text.add("|---|---|---" + "|---".repeat(Generator.RIGHT.size()) + "|---|");
    for (Cell.Place place : Cell.Place.values()) {
      for (List<Integer> rows : ROWS) {
        List<Entry> cells =
            entries.stream()
                .filter(e -> e.cell.place() == place && rows.contains(e.cell.rows()))
                .toList();
        text.add(row(place, rows, cells));
      }
    }
    text.add("");
    text.addAll(bars());
    return String.join("\n", text);
  }

  private static String row(Cell.Place place, List<Integer> rows, List<Entry> cells) {
    String figures =
        Generator.RIGHT.stream()
            .map(generator -> sum(cells, generator).percent())
            .collect(columns());
    String numbers = rows.stream().map(r -> Integer.toString(r)).collect(Collectors.joining(", "));
    long judged = cells.stream().filter(Entry::judged).count();
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d %s %d |",
        place.words(),
        numbers,
        cells.size(),
        figures,
        judged);
  }

  private static Collector<CharSequence, ?, String> columns() {
    return Collectors.joining(" | ", "| ", " |");
  }

  private static Tally sum(List<Entry> cells, Generator generator) {
    return cells.stream().map(e -> e.of(generator)).reduce(Tally.NONE, Tally::plus);
  }

  /// The bars, and the cells that do not meet them.
  private List<String> bars() {
    List<String> text = new ArrayList<>();
    List<Entry> covered = wrong(Generator.LACKS, true);
    List<Entry> missed = wrong(Generator.FULL, false);
    text.add(
        String.format(
            Locale.ROOT,
            "%d cells, %,d verdicts. Lacks called covered beyond 1 %%: %d cells (worst %s). Full called missed beyond 1 %%: %d cells (worst %s). Noisy called missed: worst %s.",
            entries.size(),
            entries.stream()
                .flatMap(e -> e.tallies.values().stream())
                .mapToLong(Tally::total)
                .sum(),
            covered.size(),
            worst(Generator.LACKS, true),
            missed.size(),
            worst(Generator.FULL, false),
            worst(Generator.NOISY, false)));
    Stream.concat(covered.stream(), missed.stream())
        .forEach(e -> text.add("Beyond the bar: " + e.name() + "."));
    List<Entry> asked =
        entries.stream()
            .filter(e -> e.cell.place() != Cell.Place.NEAR && e.cell.rows() >= JUDGED_FROM)
            .toList();
    List<Entry> open = asked.stream().filter(e -> !e.judged()).toList();
    double share = asked.isEmpty() ? 0 : 1 - (double) open.size() / asked.size();
    text.add(
        String.format(
            Locale.ROOT,
            "Judged at 5 standard deviations or more with 30 rows or more: %.1f %% of %d cells, %s the bar of %.0f %%.",
            100 * share,
            asked.size(),
            share >= JUDGED ? "which meets" : "BELOW",
            100 * JUDGED));
    open.forEach(e ->
        text.add(
            String.format(
                Locale.ROOT,
                "Not judged: %s (full %s, lacks %s).",
                e.name(),
                e.of(Generator.FULL).percent(),
                e.of(Generator.LACKS).percent())));
    return text;
  }

  private List<Entry> wrong(Generator generator, boolean covered) {
    return entries.stream()
        .filter(e -> {
          Tally tally = e.of(generator);
          return tally.beyondChance(covered ? tally.covered() : tally.missed());
        })
        .toList();
  }

  private String worst(Generator generator, boolean covered) {
    return entries.stream()
        .map(e -> e.of(generator))
        .map(t -> (double) (covered ? t.covered() : t.missed()) / t.total())
        .max(Comparator.naturalOrder())
        .map(share -> String.format(Locale.ROOT, "%.2f %%", 100 * share))
        .orElse("none");
  }
}
