package everymode.analysis;

import everymode.config.ConfigRecords;
import everymode.config.YamlDocument;
import everymode.dynamics.SuccessMap;
import everymode.dynamics.SuccessMap.Counts;
import everymode.dynamics.SuccessMap.Place;
import everymode.error.Interruption;
import everymode.error.UsageException;
import everymode.report.SuccessMapPage;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.statistics.BinomialBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A map of success and its files.
///
/// @param map its settings
/// @param cells the counts of the places that were played, in their order
public record SuccessMapAnalysis(SuccessMap map, Map<Place, Counts> cells) {

  private static final String FILE = "map.json";
  private static final String SETTINGS = "settings";
  private static final double TAIL = 0.025; // on either side of an interval of 95 %

  /// Copies the map and keeps its order.
  public SuccessMapAnalysis {
    cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
  }

  /// Plays all games that are not played yet. Cells are saved in `map.json` after each row and at a
  /// stop, and the next call goes on from there; the counts are those of a call without a stop, on
  /// any number of threads.
  ///
  /// @param threads number of threads, at least 1
  /// @param folder output folder
  /// @param stop checked before each cell; an interruption of the calling thread stops too, and
  ///   leaves its flag set
  /// @param progress receives what is played after each row
  /// @return empty when it was stopped
  /// @throws UsageException when the folder holds a map with other settings
  public static Optional<SuccessMapAnalysis> of(
      SuccessMap map,
      int threads,
      Path folder,
      BooleanSupplier stop,
      Consumer<SuccessMapAnalysis> progress) {
    Path file = folder.resolve(FILE);
    Map<Place, Counts> known = read(file, map);
    Map<Place, Counts> played = new LinkedHashMap<>();
    AtomicBoolean interrupted = new AtomicBoolean();
    BooleanSupplier over = () -> stop.getAsBoolean() || interrupted.get();
    List<Place> places = map.places();
    int row = map.cells() - 1;
    try (var pool = Executors.newFixedThreadPool(threads)) {
      for (int from = 0; from < places.size(); from += row) {
        Map<Place, Future<Optional<Counts>>> results = new LinkedHashMap<>();
        for (Place place : places.subList(from, from + row)) {
          results.put(place, pool.submit(() -> play(map, place, known, over)));
        }
        for (var result : results.entrySet()) {
          Interruption.join(result.getValue(), () -> interrupted.set(true))
              .ifPresent(counts -> played.put(result.getKey(), counts));
        }
        var soFar = new SuccessMapAnalysis(map, played);
        RunDirectory.write(file, Json.file(soFar.json()));
        progress.accept(soFar);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return played.size() == places.size()
        ? Optional.of(new SuccessMapAnalysis(map, played))
        : Optional.empty();
  }

  /// Once it is over, only cells that are known go on to the file.
  private static Optional<Counts> play(
      SuccessMap map, Place place, Map<Place, Counts> known, BooleanSupplier over) {
    Counts before = known.get(place);
    if (before != null) {
      return Optional.of(before);
    }
    return over.getAsBoolean() ? Optional.empty() : Optional.of(map.play(place));
  }

  private static Map<Place, Counts> read(Path file, SuccessMap map) {
    Map<Place, Counts> cells = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return cells;
    }
    JsonNode node = Json.read(file);
    if (!Json.line(node.path(SETTINGS)).equals(Json.line(ConfigRecords.tree(map)))) {
      throw new UsageException(
          file + " is of a map with other settings; choose another --out or remove it");
    }
    for (JsonNode cell : node.path("cells")) {
      Counts counts =
          new Counts(
              cell.path("games").asLong(),
              cell.path("succeeded").asLong(),
              cell.path("merged").asLong(),
              cell.path("collapsed").asLong(),
              cell.path("vanished").asLong(),
              cell.path("diverged").asLong());
      if (counts.games() == map.games()) {
        cells.put(new Place(cell.path("first").asInt(), cell.path("second").asInt()), counts);
      }
    }
    return cells;
  }

  /// The counts of all cells together.
  public Counts total() {
    return cells.values().stream().reduce(Counts.NONE, Counts::plus);
  }

  /// Writes `map.csv`, and the heat map as `map.html`.
  public void write(Path folder) {
    RunDirectory.write(folder.resolve("map.csv"), csv());
    List<List<String>> rows =
        shares().entrySet().stream()
            .map(share -> List.of(share.getKey(), percent(share(share.getValue()))))
            .toList();
    String settings = YamlDocument.write(ConfigRecords.tree(map));
    RunDirectory.write(
        folder.resolve("map.html"), SuccessMapPage.html(map, cells, result(), rows, settings));
  }

  private String csv() {
    StringBuilder csv =
        new StringBuilder("mean1,mean2,games,succeeded,merged,collapsed,vanished,diverged\n");
    cells.forEach((place, counts) ->
        csv.append(
            String.format(
                Locale.ROOT,
                "%s,%s,%d,%d,%d,%d,%d,%d%n",
                map.start(place.first()),
                map.start(place.second()),
                counts.games(),
                counts.succeeded(),
                counts.merged(),
                counts.collapsed(),
                counts.vanished(),
                counts.diverged())));
    return csv.toString();
  }

  /// The settings, all counts and their sums as JSON.
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.set(SETTINGS, ConfigRecords.tree(map));
    Counts total = total();
    put(json.putObject("total"), total)
        .put("success", Json.finite(share(total.succeeded())))
        .put("low", Json.finite(low(total)))
        .put("high", Json.finite(high(total)));
    var array = json.putArray("cells");
    cells.forEach((place, counts) ->
        put(array.addObject().put("first", place.first()).put("second", place.second()), counts));
    return json;
  }

  private static ObjectNode put(ObjectNode node, Counts counts) {
    return node.put("games", counts.games())
        .put("succeeded", counts.succeeded())
        .put("merged", counts.merged())
        .put("collapsed", counts.collapsed())
        .put("vanished", counts.vanished())
        .put("diverged", counts.diverged());
  }

  /// The results as text.
  ///
  /// @return lines without a trailing line break
  public String text() {
    return shares().entrySet().stream()
        .map(share ->
            String.format(
                Locale.ROOT, "%n    %-32s %7s", share.getKey(), percent(share(share.getValue()))))
        .collect(Collectors.joining("", "  " + result(), ""));
  }

  /// The share of games that succeed, with its Clopper–Pearson interval of 95 %. Starts within a
  /// cell are more alike than drawn starts, so the interval is rather too wide.
  private String result() {
    Counts total = total();
    return String.format(
        Locale.ROOT,
        "%s of %,d games succeed (95 %% interval: %s to %s).",
        percent(share(total.succeeded())),
        total.games(),
        percent(low(total)),
        percent(high(total)));
  }

  private Map<String, Long> shares() {
    Counts total = total();
    Map<String, Long> shares = new LinkedHashMap<>();
    shares.put("with both means at one place", total.merged());
    shares.put("with a collapsed interval", total.collapsed());
    shares.put("with both intervals collapsed", total.vanished());
    shares.put("with a mean more than 3 from 0", total.diverged());
    return shares;
  }

  private double share(long count) {
    return (double) count / total().games();
  }

  private static double low(Counts total) {
    return BinomialBounds.lower(total.games(), total.succeeded(), TAIL);
  }

  private static double high(Counts total) {
    return 1 - BinomialBounds.lower(total.games(), total.games() - total.succeeded(), TAIL);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
