package everymode.run;

import everymode.error.EverymodeException;
import everymode.metric.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What a run directory holds, for pages, trackers and scripts: plain values, read anew at each
/// call and without loading native code, also while the run is being trained. Threads may share it.
///
/// @param directory the run
public record RunView(RunDirectory directory) {

  /// How a run is doing.
  public enum State {
    /// Steps are being done.
    RUNNING,
    /// Asked to stop; it can be resumed.
    STOPPED,
    /// Ended by an error; it can be resumed from its newest checkpoint.
    FAILED,
    /// Its process is gone without a word, such as after a power cut; it can be resumed.
    INTERRUPTED,
    /// All steps are done.
    FINISHED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What `status.json` says.
  ///
  /// @param state how the run is doing
  /// @param stage path of stage names; empty before the first step
  /// @param step steps done in the stage
  /// @param steps steps of the stage, at most
  /// @param total steps done in all stages
  /// @param seconds time spent in training
  /// @param message what went wrong; empty where nothing did
  public record Status(
      State state,
      String stage,
      long step,
      long steps,
      long total,
      double seconds,
      String message) {

    /// The version of the file's format.
    static final int FORMAT = 1;
  }

  /// A point of a curve.
  ///
  /// @param step steps done in all stages
  /// @param value a loss, a score or another value
  public record Point(long step, double value) {}

  /// Opens a run.
  ///
  /// @param path its directory
  /// @return the view
  /// @throws EverymodeException when there is no run
  public static RunView open(Path path) {
    return new RunView(RunDirectory.open(path));
  }

  /// How the run is doing; empty for runs of versions that did not write `status.json`.
  ///
  /// @throws EverymodeException when the file is of a later format
  public Optional<Status> status() {
    return json(directory.status()).map(RunView::status);
  }

  private static Status status(JsonNode node) {
    int format = node.path("format").asInt(0);
    if (format != Status.FORMAT) {
      throw new EverymodeException(
          "status.json has format %d, but this version reads format %d; use a newer version"
              .formatted(format, Status.FORMAT));
    }
    State state = State.valueOf(node.path("state").asString().toUpperCase(Locale.ROOT));
    boolean alive =
        ProcessHandle.of(node.path("process").asLong(0)).map(ProcessHandle::isAlive).orElse(false);
    return new Status(
        state == State.RUNNING && !alive ? State.INTERRUPTED : state,
        node.path("stage").asString(""),
        node.path("step").asLong(),
        node.path("steps").asLong(),
        node.path("total").asLong(),
        node.path("seconds").asDouble(),
        node.path("message").asString(""));
  }

  /// What was asked for.
  public Recipe recipe() {
    return Recipe.read(directory.recipe());
  }

  /// What was asked for, with every value of the configuration.
  public Recipe effective() {
    return Recipe.read(directory.effective());
  }

  /// Versions, machine, seed and data.
  public JsonNode provenance() {
    return json(directory.provenance()).orElseGet(Json::object);
  }

  /// Losses, monitors and values of fits over the steps of training.
  ///
  /// @return points by name, in the order of their first appearance
  public Map<String, List<Point>> values() {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    for (JsonNode line : new JsonLines(directory.events()).read()) {
      long at = line.path("at").asLong(line.path("step").asLong());
      line.path("losses")
          .forEachEntry((name, value) -> add(series, name, at, value.asDouble(Double.NaN)));
    }
    return series;
  }

  /// Scores that were measured during training.
  ///
  /// @return points by metric; empty where nothing was measured
  public Map<String, List<Point>> scoresOverTraining() {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    for (JsonNode line : new JsonLines(directory.curve()).read()) {
      Json.scores(line)
          .all()
          .forEach((name, score) -> {
            if (score.present()) {
              add(series, name, line.path("step").asLong(), score.value());
            }
          });
    }
    return series;
  }

  private static void add(Map<String, List<Point>> series, String name, long at, double value) {
    series.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Point(at, value));
  }

  /// The scores of the whole run; empty before it was measured.
  public Optional<Scores> scores() {
    return json(directory.metrics()).map(Json::scores);
  }

  /// Steps of training behind each checkpoint that is kept, with its file.
  public SortedMap<Long, Path> checkpoints() {
    return bySteps(directory.checkpoints(), "step-\\d+\\.safetensors");
  }

  /// Pictures of samples by steps of training.
  public SortedMap<Long, Path> frames() {
    return bySteps(directory.samples(), "step-\\d+\\.png");
  }

  /// All other files that belong to the run, such as `certificate/certificate.json`,
  /// `samplers.json`, `cluster/` and `pictures/`, relative to its directory and sorted.
  public List<Path> files() {
    try (Stream<Path> files = Files.walk(directory.path())) {
      return files
          .filter(Files::isRegularFile)
          .map(directory.path()::relativize)
          .filter(file -> !file.toString().endsWith(".part"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw RunDirectory.failed("list", directory.path(), e);
    }
  }

  /// A JSON file of the run.
  ///
  /// @param file relative to the run's directory, such as `certificate/certificate.json`
  /// @return empty where it is not there
  /// @throws EverymodeException when it is not JSON
  public Optional<JsonNode> json(String file) {
    return json(directory.path().resolve(file));
  }

  private static Optional<JsonNode> json(Path file) {
    return Files.exists(file) ? Optional.of(Json.read(file)) : Optional.empty();
  }

  private static SortedMap<Long, Path> bySteps(Path folder, String name) {
    SortedMap<Long, Path> found = new TreeMap<>();
    RunDirectory.list(folder, name).forEach(file -> found.put(RunDirectory.step(file), file));
    return found;
  }
}
