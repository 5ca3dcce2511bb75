package everymode.run;

import everymode.error.EverymodeException;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.sample.MixtureAdjustment;
import everymode.sample.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The named samplers of a run, in `samplers.json`: its mixture with other covariance scales and
/// component weights.
public record NamedSamplers(RunDirectory directory) {

  /// The saved names with their adjustments, in the order of saving.
  ///
  /// @throws EverymodeException when the file is invalid
  public Map<String, MixtureAdjustment> all() {
    Map<String, MixtureAdjustment> all = new LinkedHashMap<>();
    if (!Files.exists(file())) {
      return all;
    }
    for (var entry : Json.read(file()).properties()) {
      try {
        all.put(
            entry.getKey(),
            new MixtureAdjustment(
                numbers(entry.getValue().path("covarianceScale")),
                numbers(entry.getValue().path("weight"))));
      } catch (IllegalArgumentException e) {
        throw new EverymodeException(
            String.format(
                Locale.ROOT,
                "%s: sampler '%s': %s; save it again",
                file(),
                entry.getKey(),
                e.getMessage()),
            e);
      }
    }
    return all;
  }

  private static List<Double> numbers(JsonNode node) {
    return node.valueStream().map(number -> number.asDouble(Double.NaN)).toList();
  }

  /// The adjustment saved under a name.
  ///
  /// @throws UsageException when there is none with this name
  public MixtureAdjustment named(String name) {
    Map<String, MixtureAdjustment> all = all();
    MixtureAdjustment found = all.get(name);
    if (found == null) {
      if (all.isEmpty()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "%s has no named samplers; save one with tradeoff %s --save NAME",
                directory.path(),
                directory.path()));
      }
      throw Names.unknown("sampler of " + directory.path(), name, all.keySet());
    }
    return found;
  }

  /// Saves an adjustment; an existing name is replaced.
  ///
  /// @param name letters, digits, dots, underscores and hyphens
  /// @throws UsageException when the name contains anything else
  public void save(String name, MixtureAdjustment adjustment) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a sampler's name must consist of letters, digits, dots and hyphens, but is '%s'",
              name));
    }
    Map<String, MixtureAdjustment> all = all();
    all.put(name, adjustment);
    ObjectNode node = Json.object();
    all.forEach((key, value) -> {
      ObjectNode one = node.putObject(key);
      one.set("covarianceScale", Json.tree(value.covarianceScale()));
      one.set("weight", Json.tree(value.weight()));
    });
    RunDirectory.write(file(), Json.file(node));
  }

  private Path file() {
    return directory.path().resolve("samplers.json");
  }

  /// The adjustable sampler of a run.
  ///
  /// @throws UsageException when its latent distribution is not a mixture of Gaussians
  public static Sampler.AdjustableSampler of(Trained trained) {
    if (trained.sampler() instanceof Sampler.AdjustableSampler adjustable) {
      return adjustable;
    }
    throw new UsageException(
        String.format(
            Locale.ROOT,
            "%s holds a %s, which has no Gaussian components to adjust; train gmgan instead",
            trained.directory().path(),
            trained.recipe().family()));
  }
}
