package everymode.cli;

import everymode.analysis.EmbeddingAnalysis;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import everymode.run.Trained;
import everymode.tensor.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Embeds a data set by its distances.
@Command(
    name = "embed",
    description = {
      "Embeds the rows of a data set by their distances, saves the embedding for bourgan, and"
          + " plots positions and distances; for a run of bourgan, those of its samples too.",
      "",
      "  everymode embed digits",
      "  everymode embed digits --set distance.type=classifier"
          + " --set distance.file=classifiers/digits.safetensors",
      "  everymode embed runs/00001-bourgan-digits"
    })
final class EmbedCommand implements Verb {

  @Parameters(paramLabel = "DATA|RUN", description = "A data set, or a run of bourgan.")
  private String set = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Change a value of distance, points, method, keep, repetitions or scale; may be"
              + " repeated.")
  private List<String> changes = List.of();

  @Option(names = "--seed", defaultValue = "1", description = Arguments.SEED)
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output directory (default: embedding in the run, or runs/embedding-DATA).")
  private @Nullable Path out;

  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    if (Reference.run(set)) {
      Arguments.require(changes.isEmpty(), "--set is for data; a run has its own settings");
      Optional<EmbeddingAnalysis> found =
          EmbeddingAnalysis.of(Trained.open(Path.of(set), Device.CPU));
      Arguments.require(
          found.isPresent(),
          set + " has no embedding; give a run of bourgan whose GAN training has begun, or data");
      Path folder = out == null ? Path.of(set).resolve("embedding") : out;
      return save(found.orElseThrow(), folder, "");
    }
    Dataset data = Datasets.open(dataOptions.of(set));
    String name = "embedding-" + Datasets.shortName(data.name());
    Path folder = out == null ? Path.of("runs", name) : out;
    return embed(data, folder)
        .map(found -> save(found, folder, next(data, folder)))
        .orElseGet(console::stopped);
  }

  private int save(EmbeddingAnalysis embedding, Path folder, String next) {
    RunDirectory.makeParent(folder.resolve("embedding.json"));
    embedding.write(folder);
    console.result(
        String.format(Locale.ROOT, "%s%n  output  %s%s", embedding.text(), folder, next),
        embedding.json().put("folder", folder.toString()));
    return 0;
  }

  private Optional<EmbeddingAnalysis> embed(Dataset data, Path folder) {
    Recipe recipe = Recipe.of("embed", data.name(), seed).set(changes);
    console.title(String.format(Locale.ROOT, "embedding of %s (%s)", data.name(), data.describe()));
    try (InterruptHandler stop = new InterruptHandler()) {
      return EmbeddingAnalysis.of(
          data,
          recipe,
          folder,
          stop,
          (done, all) ->
              console.progress(String.format(Locale.ROOT, "  embed  %,d/%,d", done, all)));
    }
  }

  /// The command that trains on this embedding.
  private String next(Dataset data, Path folder) {
    String distance =
        changes.stream()
            .filter(change -> change.startsWith("distance"))
            .map(change -> " --set " + change)
            .collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "%n  next    ./everymode train bourgan --data %s%s --set from=%s",
        data.name(),
        distance,
        folder.resolve("embedding.npz"));
  }
}
