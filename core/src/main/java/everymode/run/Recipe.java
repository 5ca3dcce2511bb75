package everymode.run;

import everymode.config.ConfigRecords;
import everymode.config.YamlDocument;
import everymode.data.Dataset;
import everymode.error.Names;
import everymode.error.UsageException;
import everymode.train.DefaultsContext;
import everymode.train.Family;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The specification of a training: a family, data, a seed, and changes to the defaults.
///
/// ```yaml
/// everymode: 1          # version of this format
/// family: gmgan
/// data: digits
/// seed: 1
/// config:
///   prior: {components: 25}
/// ```
///
/// @param family the family's name
/// @param data the data set's name or path; empty for a family that needs none
/// @param seed determines all random draws
/// @param config changes to the family's defaults
/// @param where location of a key below `config`, for error messages
public record Recipe(
    String family, String data, long seed, ObjectNode config, Function<String, String> where) {

  private static final int FORMAT = 1;
  private static final List<String> KEYS = List.of("everymode", "family", "data", "seed", "config");

  /// A recipe without changes to the defaults.
  ///
  /// @param family the family's name
  /// @param data the data set's name or path
  /// @param seed determines all random draws
  public static Recipe of(String family, String data, long seed) {
    return new Recipe(family, data, seed, JsonNodeFactory.instance.objectNode(), _ -> "");
  }

  /// Reads a recipe.
  ///
  /// @param file a YAML file
  /// @throws UsageException when the file is missing or invalid; the message names the line
  public static Recipe read(Path file) {
    return of(YamlDocument.read(file));
  }

  static Recipe of(YamlDocument yaml) {
    if (!yaml.root().isObject()) {
      throw new UsageException(
          yaml.where("")
              + "a recipe needs the keys family and data"
              + YamlDocument.blank(yaml.root().asString("")));
    }
    for (String key : yaml.root().propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new UsageException(yaml.where(key) + Names.unknown("key", key, KEYS).getMessage());
      }
    }
    if (number(yaml, "everymode", FORMAT) != FORMAT) {
      throw new UsageException(
          yaml.where("everymode")
              + "everymode must be 1, the only format of recipes so far, but is "
              + yaml.root().get("everymode"));
    }
    JsonNode config = yaml.root().path("config");
    if (!config.isObject() && !config.isMissingNode() && !config.isNull()) {
      throw new UsageException(
          yaml.where("config")
              + "config must be a group of keys"
              + YamlDocument.blank(config.asString("")));
    }
    return new Recipe(
        text(yaml, "family"),
        yaml.root().has("data") ? text(yaml, "data") : "",
        number(yaml, "seed", 1),
        config.isObject() ? (ObjectNode) config : JsonNodeFactory.instance.objectNode(),
        path -> yaml.where(path.isEmpty() ? "config" : "config." + path));
  }

  private static String text(YamlDocument yaml, String key) {
    JsonNode node = yaml.root().path(key);
    if (node.isMissingNode()) {
      throw new UsageException(
          yaml.where("") + key + " is missing; add a line '" + key + ": NAME'");
    }
    if (!node.isString() || node.asString().isBlank()) {
      throw new UsageException(yaml.where(key) + key + " must be a name, but is " + node);
    }
    return node.asString();
  }

  private static long number(YamlDocument yaml, String key, long absent) {
    JsonNode node = yaml.root().path(key);
    if (node.isMissingNode()) {
      return absent;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new UsageException(yaml.where(key) + key + " must be a whole number, but is " + node);
    }
    return node.longValue();
  }

  /// The same recipe with several values changed, in their order; see [#set(String)].
  public Recipe set(List<String> assignments) {
    Recipe recipe = this;
    for (String assignment : assignments) {
      recipe = recipe.set(assignment);
    }
    return recipe;
  }

  /// The same recipe with one value changed.
  ///
  /// @param assignment such as `prior.components=25`
  /// @throws UsageException when key or value is missing
  public Recipe set(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UsageException(
          "--set needs KEY=VALUE, such as prior.components=25, but is '" + assignment + "'");
    }
    String path = assignment.substring(0, equals).strip();
    ObjectNode changed = config.deepCopy();
    ObjectNode at = changed;
    String[] keys = path.split("\\.", -1);
    for (int i = 0; i < keys.length - 1; i++) {
      JsonNode next = at.get(keys[i]);
      at = next instanceof ObjectNode object ? object : toGroup(at, keys[i], next);
    }
    at.set(
        keys[keys.length - 1],
        YamlDocument.value(assignment.substring(equals + 1), "--set " + assignment));
    return new Recipe(
        family,
        data,
        seed,
        changed,
        key ->
            within(key, path) || (within(path, key) && !has(key))
                ? "--set " + assignment + ": "
                : where.apply(key));
  }

  private boolean has(String key) {
    return !config.at("/" + key.replace('.', '/')).isMissingNode();
  }

  private static boolean within(String key, String path) {
    return key.equals(path) || key.startsWith(path + ".") || key.startsWith(path + "[");
  }

  /// Turns a type given by its bare name into a group of keys, so that one of them can be set.
  private static ObjectNode toGroup(ObjectNode at, String key, @Nullable JsonNode old) {
    ObjectNode group = at.putObject(key);
    if (old != null && old.isString()) {
      group.set("type", old);
    }
    return group;
  }

  /// The same recipe with another seed.
  public Recipe withSeed(long other) {
    return new Recipe(family, data, other, config, where);
  }

  /// The same recipe with other data.
  ///
  /// @param other the data set's name or path
  public Recipe withData(String other) {
    return new Recipe(family, other, seed, config, where);
  }

  /// The same recipe with another number of steps.
  ///
  /// @param option that asks for it, for the error
  /// @param full the full configuration
  /// @throws UsageException when the family does not train in one number of steps
  public Recipe withSteps(long steps, String option, Record full) {
    if (steps(full).isEmpty()) {
      List<String> own = ConfigRecords.deeper(full, "steps");
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s: '%s' does not train in one number of steps; begin a training with %s",
              option,
              family,
              own.isEmpty() ? "other settings" : "another " + String.join(" or ", own)));
    }
    return set("steps=" + steps);
  }

  /// The number of training steps in a full configuration; empty if there is not one number.
  static OptionalLong steps(Record full) {
    JsonNode steps = ConfigRecords.tree(full).path("steps");
    return steps.isIntegralNumber() ? OptionalLong.of(steps.asLong()) : OptionalLong.empty();
  }

  /// The full configuration: the family's defaults with this recipe's changes.
  ///
  /// @return a validated record
  /// @throws UsageException when a key or value is invalid
  public <C extends Record> C over(C defaults) {
    return new ConfigRecords(where).merge(defaults, config);
  }

  /// The full configuration of a family that trains on some data.
  ///
  /// @return a validated record
  /// @throws UsageException when a key or value is invalid
  public <C extends Record> C over(Family<C> family, Dataset data) {
    return over(family, Optional.of(data));
  }

  /// The full configuration of a family: its defaults, which may depend on choices of this recipe,
  /// with this recipe's changes.
  ///
  /// @return a validated record
  /// @throws UsageException when a key or value is invalid
  public <C extends Record> C over(Family<C> family, Optional<Dataset> data) {
    return over(family.defaults(new DefaultsContext(data, this::chosen)));
  }

  private Optional<String> chosen(String key) {
    JsonNode node = config.path(key);
    return node.isString() ? Optional.of(node.asString()) : Optional.empty();
  }

  /// The directory of a run that was trained from this recipe.
  ///
  /// @throws UsageException when it was trained from another recipe
  public RunDirectory made(Path run) {
    RunDirectory directory = new RunDirectory(run);
    if (!read(directory.recipe()).yaml().equals(yaml())) {
      throw new UsageException(
          run + " holds a run with other settings; choose another --out or remove it");
    }
    return directory;
  }

  /// The recipe as YAML that [#read] accepts.
  public String yaml() {
    return yaml(config);
  }

  /// The recipe with every value of its configuration.
  ///
  /// @param full the full configuration
  /// @return YAML that [#read] accepts
  public String yaml(Record full) {
    return yaml(ConfigRecords.tree(full));
  }

  private String yaml(ObjectNode values) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("everymode", FORMAT).put("family", family);
    if (!data.isEmpty()) {
      node.put("data", data);
    }
    node.put("seed", seed);
    if (!values.isEmpty()) {
      node.set("config", values);
    }
    return YamlDocument.write(node);
  }
}
