package everymode.certify;

import everymode.coverage.SequentialTest;
import everymode.data.catalog.Datasets;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What became of a generator to which members were added: its certificate before and after,
/// against the same points.
///
/// @param before of the generator as it was given
/// @param after of the mixture that begins with it
public record Repair(Certification.TimedCertificate before, Certification.TimedCertificate after) {

  /// A class counts as covered when this share of its points is certified.
  private static final double COVERED = 0.5;

  /// How to repair: rounds of members for what a generator leaves uncovered, weighed so that the
  /// worst point is served best.
  ///
  /// @param generator a run, or samples
  /// @param data all of the data
  /// @param base the family of the members; empty for that of the run, or `gan`
  /// @param rounds how many members
  /// @param features a judge between whose features coverage is counted, or null
  /// @param seed decides all draws
  /// @return a recipe of the family `pointwise`, whose members are configured like the run's model
  ///   where they are of the same family
  public static Recipe recipe(
      Path generator, String data, String base, int rounds, @Nullable Path features, long seed) {
    Recipe recipe = Recipe.of("pointwise", Datasets.lasting(data), seed);
    ObjectNode config = recipe.config();
    config.put("rounds", rounds);
    config.putObject("weights").put("type", "maximin");
    config.put("initialGenerator", whole(generator));
    if (features != null) {
      config.put("features", whole(features));
    }
    if (Reference.run(generator.toString())) {
      Recipe own = Recipe.read(new RunDirectory(generator).effective());
      boolean mixture = own.config().has("base"); // members are like its members
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

  private static String whole(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /// Classes that were covered before and are not any more.
  ///
  /// @return their names; also when there are no classes, none
  public List<String> lost() {
    return changed(true);
  }

  /// Classes that were not covered before and are now.
  ///
  /// @return their names
  public List<String> back() {
    return changed(false);
  }

  private List<String> changed(boolean from) {
    List<String> names = new ArrayList<>();
    Map<String, int[]> then = classes(before);
    classes(after)
        .forEach((name, now) -> {
          boolean was = covered(then.getOrDefault(name, new int[2]));
          if (was == from && covered(now) != from) {
            names.add(name);
          }
        });
    return names;
  }

  private static boolean covered(int[] of) {
    return of[0] > 0 && of[1] >= COVERED * of[0];
  }

  private static Map<String, int[]> classes(Certification.TimedCertificate result) {
    return result.certificate().byClass(result.certificate().test());
  }

  /// Both certificates for people.
  ///
  /// @return lines without a last line break
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
          "  This made it worse: keep %s, and train members for longer (--set member.steps) or of another --base.%n"
              .formatted(before.subject().name()));
    }
    return text.append("  ").append(after.certificate().claim()).toString();
  }

  private static String line(String when, Certification.TimedCertificate result) {
    SequentialTest ledger = result.certificate().test();
    return "  %s  %s: %,d of %,d points certified (%.1f %%), %,d proven missed%n"
        .formatted(
            when,
            Certificate.word(ledger.verdict()),
            ledger.certified().cardinality(),
            result.certificate().plan().points(),
            100 * ledger.share(),
            ledger.missed().cardinality());
  }

  /// Both certificates for programs.
  ///
  /// @return `before` and `after` as `certify` tells them, and the names of classes that came
  ///   `back` or were `lost`
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.set("before", before.certificate().summary(before.certificate().test()));
    json.set("after", after.certificate().summary(after.certificate().test()));
    back().forEach(json.putArray("back")::add);
    lost().forEach(json.putArray("lost")::add);
    return json;
  }
}
