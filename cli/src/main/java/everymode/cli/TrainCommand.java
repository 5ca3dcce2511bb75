package everymode.cli;

import everymode.error.UsageException;
import everymode.run.FamilyChoice;
import everymode.run.Recipe;
import everymode.run.Training;
import everymode.tensor.Device;
import everymode.tensor.Precision;
import everymode.train.Families;
import everymode.train.TimeLimit;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Trains a generator and reports what it covers.
@Command(
    name = "train",
    description = {
      "Trains a generator, measures what it covers and writes a report.",
      "",
      "  everymode train gmgan --data digits",
      "  everymode train --data path/to/images",
      "  everymode train gan --data ring --set generatorOptimizer.learningRate=2e-4 --steps 20000",
      "  everymode train --recipe recipes/gmgan-digits.yaml --seed 2",
      "  everymode train gmgan --data digits --minutes 10"
    })
final class TrainCommand implements Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "FAMILY",
      description = "See 'everymode list'; default: one that suits the data.")
  private @Nullable String family;

  @Option(
      names = "--recipe",
      paramLabel = "FILE",
      description = "A recipe in YAML instead of FAMILY and --data.")
  private @Nullable Path recipe;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description = "A data set (see 'everymode list data') or a file or folder of images.")
  private @Nullable String data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change one value of the configuration; may be repeated.")
  private List<String> changes = List.of();

  @Option(names = "--seed", description = "Seed of all random numbers (default: 1).")
  private @Nullable Long seed;

  @Option(names = "--steps", description = "Short for --set steps=N.")
  private @Nullable Long steps;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      description = "Train for M minutes, such as 10 or 0.5, in the place of a number of steps.")
  private @Nullable Double minutes;

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      defaultValue = "fp32",
      description =
          "Format in which convolutions multiply: fp32, or bf16 where the processor has it"
              + " (default: ${DEFAULT-VALUE}).")
  private String precision = "fp32";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory, which must not exist (default: next number under runs).")
  private @Nullable Path out;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DataOptions dataOptions = new DataOptions();
  @Mixin private MeasuringOptions measuringOptions = new MeasuringOptions();
  @Mixin private CheckpointOptions checkpointOptions = new CheckpointOptions();
  @Mixin private DeviceOptions deviceOptions = new DeviceOptions();
  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    Arguments.require(
        minutes == null
            || (steps == null
                && changes.stream().noneMatch(set -> set.matches("\\s*steps\\s*=.*"))),
        "give either steps or --minutes, not both");
    Arguments.unquoted(changes).ifPresent(cut -> Arguments.require(false, cut));
    Recipe full = effectiveRecipe();
    Arguments.require(
        minutes != null || full.config().path("steps").asLong(0) != TimeLimit.STEPS,
        "the recipe is that of a training that was to end by time; give --minutes M or --steps N");
    Device device = deviceOptions.open();
    var during = measuringOptions.during(checkpointOptions.evalEvery(), null, console);
    var options =
        checkpointOptions.options(device.with(Precision.of(precision)), deviceOptions, during);
    Training training = Training.begin(full, Arguments.optional(minutes), out, options, console);
    try {
      measuringOptions.check(training.trained());
    } catch (RuntimeException e) {
      training.discard();
      throw e;
    }
    return TrainingJob.run(
        training, checkpointOptions.again(), measuringOptions, console, deviceOptions, device);
  }

  private Recipe effectiveRecipe() {
    Recipe result = base();
    if (!result.data().isEmpty() || dataOptions.given()) {
      result = result.withData(dataOptions.of(result.data()));
    }
    if (seed != null) {
      result = result.withSeed(seed);
    }
    result = result.set(FamilyFlags.changes(spec, result.family())).set(changes);
    return steps == null ? result : result.set("steps=" + steps);
  }

  private Recipe base() {
    if (recipe != null) {
      Arguments.require(family == null, "give either FAMILY or --recipe, not both");
      Recipe read = Recipe.read(recipe);
      return data == null ? read : read.withData(data);
    }
    if (family == null) {
      return chosen();
    }
    Arguments.require(
        data != null || !Families.named(family).needsData(),
        "train needs --data, such as --data digits");
    return Recipe.of(family, data == null ? "" : data, 1);
  }

  private Recipe chosen() {
    if (data == null) {
      throw new UsageException("train needs --data, such as --data digits, or --recipe FILE");
    }
    String labelled = dataOptions.of(data);
    FamilyChoice choice = FamilyChoice.of(labelled);
    console.info(
        String.format(
            Locale.ROOT,
            "  chosen: %s, since %s; others with 'everymode train FAMILY --data %s'",
            choice,
            choice.reason(),
            labelled));
    return choice.recipe(data);
  }
}
