package everymode.run;

import everymode.alarm.Signals;
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

/// Read access to a run directory, for web pages, trackers and scripts: plain values, read on each
/// call without loading native code, also while the run is being trained. Thread-safe.
public record RunView(RunDirectory directory) {

  /// The state of a run.
  public enum State {
    /// Training is in progress.
    RUNNING,
    /// Stopped on request; it can be resumed.
    STOPPED,
    /// Ended by an error; it can be resumed from its newest checkpoint.
    FAILED,
    /// Its process disappeared without reporting an end, such as after a power cut; it can be
    /// resumed.
    INTERRUPTED,
    /// All steps are done.
    FINISHED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// The content of `status.json`.
  ///
  /// @param stage slash-separated path of stage names; empty before the first step
  /// @param step steps done in the stage
  /// @param steps steps of the stage, at most; where time ends it, as many as it will reach at the
  ///   speed so far
  /// @param total steps done in all stages
  /// @param seconds time spent in training
  /// @param message the error; empty if there was none
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
  /// @throws EverymodeException when there is no run
  public static RunView open(Path path) {
    return new RunView(RunDirectory.open(path));
  }

  /// The state and progress; empty for runs of versions that did not write `status.json`.
  ///
  /// @throws EverymodeException when the file is of a later format
  public Optional<Status> status() {
    return json(directory.status()).map(RunView::status);
  }

  private static Status status(JsonNode node) {
    int format = node.path("format").asInt(0);
    if (format < 1) {
      throw new EverymodeException("status.json has no format; remove the file and resume the run");
    }
    if (format != Status.FORMAT) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "status.json has format %d, but this version reads format %d; use a newer version",
              format,
              Status.FORMAT));
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

  /// The recipe as given by the user.
  public Recipe recipe() {
    return Recipe.read(directory.recipe());
  }

  /// The recipe with every value of the configuration.
  public Recipe effective() {
    return Recipe.read(directory.effective());
  }

  /// Versions, machine, seed and data.
  public JsonNode provenance() {
    return json(directory.provenance()).orElseGet(Json::object);
  }

  /// Losses, monitored values and values of fits over training.
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

  /// Checks at which the collapse alarm was raised, without a pause in between.
  ///
  /// @param kind such as `collapsing`
  /// @param from steps done in all stages at the first of these checks
  /// @param to steps done in all stages at the last of them
  public record Raised(String kind, long from, long to) {}

  /// When the collapse alarm was raised.
  ///
  /// @return in order; empty if it never was, or nothing was watched
  public List<Raised> alarms() {
    List<Raised> all = new ArrayList<>();
    String before = "";
    for (JsonNode line : new JsonLines(directory.signals()).read()) {
      String kind = line.path(AlarmWatcher.ALARM).asString("");
      long at = line.path("at").asLong();
      if (!kind.isEmpty()) {
        long from = kind.equals(before) ? all.removeLast().from() : at;
        all.add(new Raised(kind, from, at));
      }
      before = kind;
    }
    return all;
  }

  /// What the collapse alarm saw at its checks.
  ///
  /// @return in order; empty if nothing was watched
  public List<Signals> checks() {
    return new JsonLines(directory.signals()).read().stream().map(AlarmWatcher::signals).toList();
  }

  /// Scores measured during training.
  ///
  /// @return points by metric; empty when nothing was measured
  public Map<String, List<Point>> scoresOverTraining() {
    Map<String, List<Point>> series = new LinkedHashMap<>();
    for (JsonNode line : new JsonLines(directory.scoreLog()).read()) {
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

  /// The final scores; empty before the run was evaluated.
  public Optional<Scores> scores() {
    return json(directory.metrics()).map(Json::scores);
  }

  /// The existing checkpoints by training step.
  public SortedMap<Long, Path> checkpoints() {
    return bySteps(directory.checkpoints(), "step-\\d+\\.safetensors");
  }

  /// Sample images by training step.
  public SortedMap<Long, Path> frames() {
    return bySteps(directory.samples(), "step-\\d+\\.png");
  }

  /// All files that belong to the run, such as `certificate/certificate.json`, `samplers.json`,
  /// `cluster/` and `pictures/`, relative to its directory and sorted.
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
  /// @return empty when it does not exist
  /// @throws EverymodeException when it is not valid JSON
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
