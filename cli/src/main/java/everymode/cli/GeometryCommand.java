package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Datasets;
import everymode.error.UsageException;
import everymode.run.Geometry;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows data as a metric space.
@Command(
    name = "geometry",
    mixinStandardHelpOptions = true,
    description = {
      "Embeds the rows of a data set by their distances, keeps the embedding for bourgan, and"
          + " draws places and distances; of a run of bourgan, those of its samples too.",
      "",
      "  everymode geometry digits",
      "  everymode geometry digits --set distance.type=judge"
          + " --set distance.file=judges/digits.safetensors",
      "  everymode geometry runs/00001-bourgan-digits"
    })
final class GeometryCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DATA|RUN", description = "A data set, or a run of bourgan.")
  private String set = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change one value of distance, points, method, keep, repetitions or scale; may be"
              + " repeated.")
  private List<String> changes = List.of();

  @Option(names = "--seed", defaultValue = "1", description = "Decides all draws (default: 1).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to (default: geometry in the run, or runs/geometry-DATA).")
  private @Nullable Path out;

  @Mixin private Labelling label = new Labelling();
  @Mixin private Talk talk = new Talk();

  @Override
  public Integer call() {
    Path folder;
    Optional<Geometry> geometry;
    if (Reference.run(set)) {
      if (!changes.isEmpty()) {
        throw new UsageException("--set is for data; a run has its own settings");
      }
      folder = out == null ? Path.of(set).resolve("geometry") : out;
      geometry = Geometry.of(Trained.open(Path.of(set), Device.CPU));
      if (geometry.isEmpty()) {
        throw new UsageException(
            set + " has no embedding; give a run of bourgan that has come to its game, or data");
      }
    } else {
      Dataset data = Datasets.open(label.of(set));
      String name = "geometry-" + Datasets.shortName(data.name());
      folder = out == null ? Path.of("runs", name) : out;
      geometry = embed(data, folder);
      if (geometry.isEmpty()) {
        talk.say("  stopped, all saved; run the same command again to go on");
        return Main.STOPPED;
      }
    }
    Geometry found = geometry.get();
    RunDirectory.room(folder.resolve("geometry.json"));
    found.write(folder);
    talk.result(
        "%s%n  all in  %s%s".formatted(found.text(), folder, next(found, folder)),
        Json.line(found.json().put("folder", folder.toString())));
    return 0;
  }

  private Optional<Geometry> embed(Dataset data, Path folder) {
    Recipe recipe = Recipe.of("geometry", data.name(), seed);
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    talk.say(
        "everymode %s · the geometry of %s (%s)"
            .formatted(Main.version(), data.name(), data.describe()));
    try (Stop stop = new Stop()) {
      return Geometry.of(
          data,
          recipe,
          folder,
          stop,
          (done, all) -> talk.progress("  embed  %,d/%,d".formatted(done, all)));
    }
  }

  /// Of data: how to train on this embedding.
  private String next(Geometry found, Path folder) {
    if (Reference.run(set)) {
      return "";
    }
    String distance =
        changes.stream()
            .filter(change -> change.startsWith("distance"))
            .map(change -> " --set " + change)
            .collect(Collectors.joining());
    return "%n  next    ./everymode train bourgan --data %s%s --set from=%s"
        .formatted(found.data().name(), distance, folder.resolve("embedding.npz"));
  }
}
