package everymode.cli;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.catalog.Samples;
import everymode.data.file.SingleImage;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.report.Png;
import everymode.run.Json;
import everymode.run.RunDirectory;
import everymode.run.SampleImages;
import everymode.run.Trained;
import everymode.run.UnfinishedRun;
import everymode.sample.Inpainter;
import everymode.sample.Sampler;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// Draws samples from a trained generator.
@Command(
    name = "sample",
    description = "Draws samples with the newest weights of a run. Row i does not depend on -n.")
final class SampleCommand implements Verb {

  @Parameters(paramLabel = "RUN", description = "A run directory.")
  private Path run = Path.of("");

  @Option(
      names = "-n",
      defaultValue = "64",
      description = "Number of samples (default: ${DEFAULT-VALUE}).")
  private int n = 64;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "A picture (.png), arrays (.npz), a table of points (.csv), or a new folder for the texts of"
              + " levels.")
  private Path out = Path.of("");

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the random numbers (default: 1).")
  private long seed = 1;

  @Option(
      names = "--component",
      paramLabel = "K",
      description = "Sample one component of a mixture only, counted from 0.")
  private @Nullable Integer component;

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description =
          "Sample one class only, by its name or else its number; needs a supervised run.")
  private @Nullable String label;

  @Option(
      names = "--inpaint",
      paramLabel = "IMAGE",
      description =
          "Draw only what the mask marks of this image, with a run of pixelcnn: pixels see those"
              + " above and on the left.")
  private @Nullable Path inpaint;

  @Option(
      names = "--mask",
      paramLabel = "IMAGE",
      description = "An image of the same size, white where --inpaint draws, black elsewhere.")
  private @Nullable Path mask;

  @Option(
      names = "--playable",
      description = "Levels only: draw until N levels keep the rule, and say how many did not.")
  private boolean playable;

  @Option(
      names = "--new",
      description =
          "Levels only: leave out levels that repeat another one or a training level; implies"
              + " --playable.")
  private boolean fresh;

  @Option(
      names = "--tiles",
      paramLabel = "TILE=N,…",
      description = "Levels only: ask for numbers of tiles, such as '1=2,3=0'.")
  private @Nullable String tiles;

  @Mixin private SamplerOptions samplerOptions = new SamplerOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    String name = out.toString().toLowerCase(Locale.ROOT);
    boolean file = name.matches("(?s).*\\.(png|npz|csv)");
    String ending = "--out must end in .png, .npz or .csv, but is " + out;
    Arguments.require(file || !name.matches("(?s).*\\.[a-z]{1,5}"), ending); // else a folder
    Arguments.require(
        component == null || label == null, "give either --component or --class, not both");
    Arguments.require(
        (inpaint == null) == (mask == null), "--inpaint and --mask need each other; give both");
    Arguments.require(
        inpaint == null || (component == null && label == null && !samplerOptions.given()),
        "--inpaint draws with the model as it is; leave out the other options of the sampler");
    Arguments.require(n >= 1, "-n must be at least 1, but is " + n);
    Device device = deviceOptions.open();
    Trained trained = Trained.open(run, device);
    Optional<Domain.Grid> grid = trained.dataset().flatMap(data -> data.domain().grid());
    Arguments.require(file || grid.isPresent(), ending);
    Arguments.require(
        grid.isPresent() || !(playable || fresh || tiles != null),
        "--playable, --new and --tiles need a run of levels, such as one of cesagan");
    RunDirectory.makeParent(out);
    UnfinishedRun.of(trained).map(UnfinishedRun::sentence).ifPresent(console::warn);
    device.during(() -> write(trained, name));
    console.result(
        String.format(Locale.ROOT, "%,d %s in %s", n, n == 1 ? "sample" : "samples", out),
        Json.object().put("out", out.toString()).put("n", n).put("seed", seed));
    return 0;
  }

  private void write(Trained trained, String name) {
    RandomKey key = new RandomKey(seed).fold("sample");
    try (var _ = new Scope()) {
      Path image = inpaint;
      Path marks = mask;
      Sampler sampler =
          image == null || marks == null
              ? samplerOptions.of(trained)
              : inpainting(trained, image, marks);
      Domain domain = trained.data().domain();
      if (domain instanceof Domain.Grid grid) {
        LevelWriter levels = new LevelWriter(grid, trained.data(), playable, fresh, tiles);
        levels.write(out, chosen(trained, sampler), n, key, console);
        return;
      }
      var samples = chosen(trained, sampler).sample(n, key);
      if (name.toLowerCase(Locale.ROOT).endsWith(".png")) {
        int columns = (int) Math.ceil(Math.sqrt(n));
        RunDirectory.write(out, Png.encode(SampleImages.of(samples, domain, columns)));
        return;
      }
      Samples.write(out, domain, samples, known(trained, sampler, key), trained.data().classes());
    }
  }

  private static Sampler inpainting(Trained trained, Path image, Path mask) {
    Inpainter inpainter =
        trained
            .model()
            .capability(Inpainter.class)
            .orElseThrow(() ->
                new UsageException(
                    "--inpaint needs a run of pixelcnn, but this one is of "
                        + trained.recipe().family()));
    Domain.Images domain =
        trained
            .data()
            .domain()
            .image()
            .orElseThrow(
                () -> new UsageException("--inpaint needs a run of pixelcnn trained with images"));
    Tensor x = SingleImage.read(image, domain);
    Tensor missing = SingleImage.readMask(mask, domain).expand(x.shape());
    Arguments.require(
        missing.any().item_bool(),
        mask + ": has no white pixels, so nothing would be drawn; paint white what is missing");
    Arguments.require(
        !missing.all().item_bool(),
        mask + ": is white everywhere, so nothing would be kept; paint black what is given");
    return inpainter.inpainting(x, missing);
  }

  /// What is known about each row: its component and its class.
  private Map<String, Tensor> known(Trained trained, Sampler sampler, RandomKey key) {
    if (label != null) {
      long[] same = new long[n];
      Arrays.fill(same, number(trained.data(), label));
      return Map.of("labels", Ops.of(same));
    }
    return component == null ? Sampler.rowMetadata(sampler, n, key) : Map.of();
  }

  private Sampler chosen(Trained trained, Sampler sampler) {
    if (component != null) {
      return ofComponent(sampler, component);
    }
    return label == null ? sampler : ofClass(trained, sampler, label);
  }

  private Sampler ofClass(Trained trained, Sampler sampler, String name) {
    if (!(sampler instanceof Sampler.ConditionalSampler conditional)) {
      throw new UsageException(
          "--class needs a run trained with classes; train gmgan with --set supervision=sigmoid,"
              + " or acgan");
    }
    int number = number(trained.data(), name);
    String known = trained.data().classes().get(number);
    Arguments.require(
        trained.data().classRows()[number] > 0,
        String.format(
            Locale.ROOT,
            "class %s has no training rows, so this model cannot know it; choose another class",
            known));
    reported(trained, known).ifPresent(console::warn);
    try {
      return conditional.forClass(number);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static int number(Dataset data, String name) {
    List<String> classes = data.classes();
    int number = Dataset.classNumber(classes, name);
    if (number < 0) {
      throw Names.unknown("class of '" + data.name() + "'", name, classes);
    }
    return number;
  }

  /// A warning when the report does not call a class covered; empty without a verdict.
  private static Optional<String> reported(Trained trained, String label) {
    RunDirectory run = trained.directory();
    if (!Files.exists(run.metrics())) {
      return Optional.empty();
    }
    JsonNode of = Json.read(run.metrics()).path("classes").path(label);
    String verdict = of.path("verdict").asString("covered");
    if (verdict.equals("covered")) {
      return Optional.empty();
    }
    List<String> details = new ArrayList<>();
    if (of.path("reason").isString()) {
      details.add(of.path("reason").asString());
    }
    if (of.path("due").isNumber()) {
      details.add(
          String.format(Locale.ROOT, "%.0f %% of its due", 100 * of.path("due").asDouble()));
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the report of this run calls class %s %s%s: what is drawn for it may be other rows; see %s",
            label,
            verdict,
            details.isEmpty() ? "" : " (" + String.join(", ", details) + ")",
            run.report()));
  }

  private static Sampler ofComponent(Sampler sampler, int k) {
    if (!(sampler instanceof Sampler.ComponentSampler mixed)) {
      throw new UsageException("--component needs a mixture, but this model is not one");
    }
    Arguments.require(
        k >= 0 && k < mixed.components(),
        String.format(
            Locale.ROOT, "--component must be from 0 to %d, but is %d", mixed.components() - 1, k));
    return mixed.component(k);
  }
}
