package everymode.certify;

import everymode.coverage.SequentialTest;
import everymode.data.catalog.Datasets;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Result of adding members to a generator: its certificates before and after, for the same points.
///
/// @param before certificate of the initial generator
/// @param after certificate of the mixture that starts with it
public record Repair(Certification.TimedCertificate before, Certification.TimedCertificate after) {

  /// A class counts as covered when this share of its points is certified.
  private static final double COVERED = 0.5;

  /// The recipe of a repair: rounds that train members for the uncovered rows, with maximin
  /// weights, which favour the worst covered point.
  ///
  /// @param generator a run, or samples
  /// @param data specification of the whole data set
  /// @param base the family of the members; empty for that of the run, or `gan`
  /// @param rounds number of members to train
  /// @param features file of a feature extractor in whose features coverage is measured, or null
  /// @param seed seed of the training
  /// @return a recipe of the family `pointwise`, whose members are configured like the run's model
  ///   where they are of the same family
  public static Recipe recipe(
      Path generator, String data, String base, int rounds, @Nullable Path features, long seed) {
    Recipe recipe = Recipe.of("pointwise", Datasets.absolute(data), seed);
    ObjectNode config = recipe.config();
    config.put("rounds", rounds);
    config.putObject("weights").put("type", "maximin");
    config.put("initialGenerator", absolute(generator));
    if (features != null) {
      config.put("features", absolute(features));
    }
    if (Reference.run(generator.toString())) {
      Recipe own = Recipe.read(new RunDirectory(generator).effective());
      boolean mixture = own.config().has("base"); // new members are configured like its members
      String family = mixture ? own.config().path("base").asString("") : own.family();
      if (base.isEmpty() || base.equals(family)) {
        config.put("base", family);
        config.set("member", mixture ? own.config().path("member") : own.config());
        return recipe;
      }
    }
    if (!base.isEmpty()) {
      config.put("base", base);
    }
    return recipe;
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /// Classes that were covered before and are no longer covered.
  ///
  /// @return their names; empty when there are no classes
  public List<String> lost() {
    return changed(true);
  }

  /// Classes that were not covered before and are covered now.
  ///
  /// @return their names; empty when there are no classes
  public List<String> back() {
    return changed(false);
  }

  private List<String> changed(boolean from) {
    Map<String, int[]> then = classes(before);
    return classes(after).entrySet().stream()
        .filter(now -> covered(then.getOrDefault(now.getKey(), new int[2])) == from)
        .filter(now -> covered(now.getValue()) != from)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean covered(int[] of) {
    return of[0] > 0 && of[1] >= COVERED * of[0];
  }

  private static Map<String, int[]> classes(Certification.TimedCertificate result) {
    return result.certificate().byClass(result.certificate().test());
  }

  /// Both certificates as text.
  ///
  /// @return lines without a trailing line break
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(line("before", before)).append(line("after ", after));
    Map<String, int[]> then = classes(before);
    List<String> back = back();
    List<String> lost = lost();
    classes(after)
        .forEach((name, now) -> {
          int[] was = then.getOrDefault(name, new int[2]);
          String mark = back.contains(name) ? "  back" : lost.contains(name) ? "  lost" : "";
          text.append(
              "    %-20s %,7d → %,7d of %,7d%s%n".formatted(name, was[1], now[1], now[0], mark));
        });
    if (after.certificate().test().share() < before.certificate().test().share()) {
      text.append(
          "  The repair reduced coverage: keep %s, and train members for longer (--set member.steps) or of another --base.%n"
              .formatted(before.subject().name()));
    }
    return text.append("  ").append(after.certificate().claim()).toString();
  }

  private static String line(String when, Certification.TimedCertificate result) {
    SequentialTest test = result.certificate().test();
    return "  %s  %s: %,d of %,d points certified (%.1f %%), %,d proven missed%n"
        .formatted(
            when,
            Certificate.word(test.verdict()),
            test.certified().cardinality(),
            result.certificate().plan().points(),
            100 * test.share(),
            test.missed().cardinality());
  }

  /// Both certificates as JSON.
  ///
  /// @return `before` and `after` as in the output of `certify`, and the names of classes that were
  ///   recovered (`back`) or lost (`lost`)
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.set("before", before.certificate().summary(before.certificate().test()));
    json.set("after", after.certificate().summary(after.certificate().test()));
    back().forEach(json.putArray("back")::add);
    lost().forEach(json.putArray("lost")::add);
    return json;
  }
}
