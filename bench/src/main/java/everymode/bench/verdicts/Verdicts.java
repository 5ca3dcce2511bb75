package everymode.bench.verdicts;

import everymode.bench.verdicts.ResultFile.Line;
import everymode.tensor.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// Simulates how often class verdicts err, and prints the tables of the documentation.
public final class Verdicts {

  private static final int DRAWS = 8;
  private static final int REPETITIONS = 250;
  private static final int FRESH = 400;
  private static final List<Integer> LIMIT_ROWS = List.of(30, 100);
  private static final List<Generator> OF_ROWS =
      List.of(Generator.FULL, Generator.TENTH, Generator.LACKS);

  private final Path folder;

  private Verdicts(Path folder) {
    this.folder = folder;
  }

  /// Simulates what is not yet in the folder, then prints all.
  ///
  /// @param args the folder of results, then the parts to simulate, `cells`, `fresh`, `limits` or
  ///   `rows`; all without any
  /// @throws IOException if a file cannot be read or written
  public static void main(String[] args) throws IOException {
    List<String> parts = List.of(args).subList(1, args.length);
    var verdicts = new Verdicts(Files.createDirectories(Path.of(args[0])));
    Backend.threads(1);
    if (parts.isEmpty() || parts.contains("cells")) {
      verdicts.cells();
    }
    if (parts.isEmpty() || parts.contains("fresh")) {
      verdicts.fresh();
    }
    if (parts.isEmpty() || parts.contains("limits")) {
      verdicts.limits();
    }
    if (parts.isEmpty() || parts.contains("rows")) {
      verdicts.rows();
    }
  }

  private interface Work {
    List<Line> run();
  }

  private static void missing(ResultFile file, String cell, Work work) throws IOException {
    if (!file.read().containsKey(cell)) {
      long began = System.nanoTime();
      file.append(work.run());
      System.err.printf(Locale.ROOT, "%s: %.1f s%n", cell, (System.nanoTime() - began) / 1e9);
    }
  }

  private static List<Line> lines(String cell, double samples, Map<Generator, Tally> tallies) {
    return tallies.entrySet().stream()
        .map(entry -> new Line(cell, samples, entry.getKey(), entry.getValue()))
        .toList();
  }

  private void cells() throws IOException {
    var file = new ResultFile(folder.resolve("cells.csv"));
    for (Cell cell : Cell.all()) {
      missing(
          file,
          cell.name(),
          () -> {
            var tallies = new CellSimulation(cell, DRAWS, REPETITIONS, Generator.RIGHT).run();
            List<Line> lines = new ArrayList<>();
            for (int s = 0; s < tallies.size(); s++) {
              lines.addAll(lines(cell.name(), Cell.SAMPLES[s], tallies.get(s)));
            }
            return lines;
          });
    }
    System.out.println(new SpecTable(file.read()).text());
  }

  private void fresh() throws IOException {
    var file = new ResultFile(folder.resolve("fresh.csv"));
    Map<String, List<Line>> drawn = new ResultFile(folder.resolve("cells.csv")).read();
    Map<String, List<Line>> shown = new LinkedHashMap<>();
    for (Cell cell : FreshSimulation.cells()) {
      missing(
          file, cell.name(), () -> lines(cell.name(), 1, new FreshSimulation(cell, FRESH).run()));
      shown.put(cell.words(), file.read().getOrDefault(cell.name(), List.of()));
      List<Line> before = drawn.getOrDefault(cell.name(), List.of());
      if (!before.isEmpty()) {
        shown.put(cell.words() + ", above", before.stream().filter(l -> l.samples() == 1).toList());
      }
    }
    System.out.println(new RowTable(shown).text(List.copyOf(shown.keySet())));
  }

  /// Generators that lack the class and are wrong elsewhere, where no bound holds; as many samples
  /// as rows.
  private void limits() throws IOException {
    var file = new ResultFile(folder.resolve("limits.csv"));
    Map<String, List<Line>> shown = new LinkedHashMap<>();
    List<Cell> cells =
        Cell.all().stream()
            .filter(cell -> cell.place() != Cell.Place.NEAR && LIMIT_ROWS.contains(cell.rows()))
            .sorted(Comparator.comparing(Cell::place).thenComparingInt(Cell::dim))
            .toList();
    for (Cell cell : cells) {
      missing(
          file,
          cell.name(),
          () ->
              lines(
                  cell.name(),
                  1,
                  new CellSimulation(cell, DRAWS, REPETITIONS, Generator.LIMITS).run().get(1)));
      shown.put(cell.words(), file.read().getOrDefault(cell.name(), List.of()));
    }
    System.out.println(new RowTable(shown).text(List.of()));
  }

  private void rows() throws IOException {
    var file = new ResultFile(folder.resolve("rows.csv"));
    List<RowCells> cells = new ArrayList<>(RowCells.builtIn());
    if (System.getenv().getOrDefault("EVERYMODE_DATA", "").isEmpty()) {
      System.err.println(
          "Cells of Fashion-MNIST and MNIST are left out, because EVERYMODE_DATA does not name the folder of these sets; set it to add them.");
    } else {
      cells.addAll(FashionCells.of(folder));
    }
    for (RowCells cell : cells) {
      missing(file, cell.name(), () -> judged(cell));
    }
    System.out.println(
        new RowTable(file.read())
            .text(cells.stream().filter(RowCells::bar).map(RowCells::name).toList()));
  }

  private static List<Line> judged(RowCells cell) {
    Map<Generator, Tally> tallies = new EnumMap<>(Generator.class);
    Map<Generator, Tally> others = new EnumMap<>(Generator.class);
    for (int i = 0, done = 0; done < cell.trials(); i++) {
      SplittableRandom random = cell.random(i);
      Optional<Trial> trial = cell.trial().of(i, random);
      trial.ifPresent(t -> t.judge(OF_ROWS, random, tallies, others));
      done += trial.isPresent() ? 1 : 0;
    }
    List<Line> lines = new ArrayList<>(lines(cell.name(), 1, tallies));
    lines.addAll(lines(cell.name() + RowTable.OTHERS, 1, others));
    return lines;
  }
}
