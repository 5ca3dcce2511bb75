package everymode.certify;

import everymode.coverage.ClassCertificate;
import everymode.data.catalog.Datasets;
import everymode.run.Json;
import everymode.run.Recipe;
import everymode.run.Reference;
import everymode.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Result of adding members to a generator: its certificates before and after, for the same points.
///
/// @param before certificate of the initial generator
/// @param after certificate of the mixture that starts with it
public record Repair(Certification.TimedCertificate before, Certification.TimedCertificate after) {

  /// The recipe of a repair: rounds that train members for the uncovered rows, with maximin
  /// weights, which favour the worst covered point.
  ///
  /// @param generator a run, or samples with their options
  /// @param data specification of the whole data set
  /// @param base the family of the members; empty for that of the run, or `gan`
  /// @param rounds number of members to train
  /// @param features file of a feature extractor in whose features coverage is measured, or null
  /// @param seed seed of the training
  /// @return a recipe of the family `pointwise`, whose members are configured like the run's model
  ///   where they are of the same family
  public static Recipe recipe(
      String generator, String data, String base, int rounds, @Nullable Path features, long seed) {
    Recipe recipe = Recipe.of("pointwise", Datasets.absolute(data), seed);
    ObjectNode config = recipe.config();
    config.put("rounds", rounds);
    config.putObject("weights").put("type", "maximin");
    config.put("initialGenerator", Datasets.absolute(generator));
    if (features != null) {
      config.put("features", absolute(features));
    }
    if (Reference.run(generator)) {
      Recipe own = Recipe.read(new RunDirectory(Path.of(generator)).effective());
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
    Map<String, ClassCertificate> then = classes(before);
    return classes(after).entrySet().stream()
        .filter(now -> covered(then.get(now.getKey())) == from)
        .filter(now -> covered(now.getValue()) != from)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean covered(@Nullable ClassCertificate of) {
    return of != null && of.verdict() == ClassCertificate.Verdict.COVERED;
  }

  private static Map<String, ClassCertificate> classes(Certification.TimedCertificate result) {
    return result.certificate().byClass(result.certificate().test());
  }

  /// Both certificates as text.
  ///
  /// @return lines without a trailing line break
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(line("before", before)).append(line("after ", after));
    Map<String, ClassCertificate> then = classes(before);
    List<String> back = back();
    List<String> lost = lost();
    classes(after)
        .forEach((name, now) -> {
          String mark = back.contains(name) ? "  back" : lost.contains(name) ? "  lost" : "";
          ClassCertificate was = Objects.requireNonNull(then.get(name)); // of the same points
          text.append(
              String.format(
                  Locale.ROOT,
                  "    %-20s %-10s → %-10s %,7d → %,7d of %,d balls certified%s%n",
                  name,
                  Certificate.word(was.verdict()),
                  Certificate.word(now.verdict()),
                  was.certified(),
                  now.certified(),
                  now.balls(),
                  mark));
        });
    if (after.certificate().test().share() < before.certificate().test().share()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  The repair reduced coverage: keep %s, and train members for longer (--set member.steps) or of another --base.%n",
              before.subject().name()));
    }
    if (!then.isEmpty()) {
      text.append(
          String.format(
              Locale.ROOT, "  %s%n", ClassCertificate.rule(after.certificate().plan().ratio())));
    }
    return text.append("  ").append(after.certificate().claim()).toString();
  }

  private static String line(String when, Certification.TimedCertificate result) {
    Certificate certificate = result.certificate();
    return String.format(Locale.ROOT, "  %s  %s%n", when, certificate.headline(certificate.test()));
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
