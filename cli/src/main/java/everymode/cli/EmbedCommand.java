package everymode.cli;

import everymode.analysis.EmbeddingAnalysis;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.error.UsageException;
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

/// Embeds a data set by its distances.
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = {
      "Embeds the rows of a data set by their distances, saves the embedding for bourgan, and"
          + " plots positions and distances; for a run of bourgan, those of its samples too.",
      "",
      "  everymode embed digits",
      "  everymode embed digits --set distance.type=classifier"
          + " --set distance.file=classifiers/digits.safetensors",
      "  everymode embed runs/00001-bourgan-digits"
    })
final class EmbedCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DATA|RUN", description = "A data set, or a run of bourgan.")
  private String set = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a value of distance, points, method, keep, repetitions or scale; may be"
              + " repeated.")
  private List<String> changes = List.of();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of all random numbers (default: 1).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: embedding in the run, or runs/embedding-DATA).")
  private @Nullable Path out;

  @Mixin private LabelOptions labelOptions = new LabelOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Path folder;
    Optional<EmbeddingAnalysis> embedding;
    if (Reference.run(set)) {
      if (!changes.isEmpty()) {
        throw new UsageException("--set is for data; a run has its own settings");
      }
      folder = out == null ? Path.of(set).resolve("embedding") : out;
      embedding = EmbeddingAnalysis.of(Trained.open(Path.of(set), Device.CPU));
      if (embedding.isEmpty()) {
        throw new UsageException(
            set + " has no embedding; give a run of bourgan whose GAN training has begun, or data");
      }
    } else {
      Dataset data = Datasets.open(labelOptions.of(set));
      String name = "embedding-" + Datasets.shortName(data.name());
      folder = out == null ? Path.of("runs", name) : out;
      embedding = embed(data, folder);
      if (embedding.isEmpty()) {
        console.info("  stopped and saved; run the same command again to continue");
        return Main.STOPPED;
      }
    }
    EmbeddingAnalysis found = embedding.get();
    RunDirectory.requireFree(folder.resolve("embedding.json"));
    found.write(folder);
    console.result(
        "%s%n  output  %s%s".formatted(found.text(), folder, next(found, folder)),
        Json.line(found.json().put("folder", folder.toString())));
    return 0;
  }

  private Optional<EmbeddingAnalysis> embed(Dataset data, Path folder) {
    Recipe recipe = Recipe.of("embed", data.name(), seed);
    for (String change : changes) {
      recipe = recipe.set(change);
    }
    console.info(
        "everymode %s · embedding of %s (%s)"
            .formatted(Main.version(), data.name(), data.describe()));
    try (InterruptHandler stop = new InterruptHandler()) {
      return EmbeddingAnalysis.of(
          data,
          recipe,
          folder,
          stop,
          (done, all) -> console.progress("  embed  %,d/%,d".formatted(done, all)));
    }
  }

  /// For data: the command that trains on this embedding.
  private String next(EmbeddingAnalysis found, Path folder) {
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
