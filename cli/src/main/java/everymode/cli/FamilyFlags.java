package everymode.cli;

import everymode.error.UsageException;
import everymode.train.Families;
import everymode.train.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Options that families declare for keys of their configuration.
final class FamilyFlags {

  private FamilyFlags() {}

  /// Adds the options of all families to a command.
  static void add(CommandSpec command) {
    families()
        .forEach((flag, families) ->
            command.addOption(
                OptionSpec.builder(flag)
                    .paramLabel("VALUE")
                    .type(String.class)
                    .description(
                        String.format(
                            Locale.ROOT,
                            "Of %s: short for --set %s=VALUE; a value with commas is a list.",
                            families.stream().map(Family::name).collect(Collectors.joining(", ")),
                            families.getFirst().flags().get(flag)))
                    .build()));
  }

  private static Map<String, List<Family<?>>> families() {
    Map<String, List<Family<?>>> all = new TreeMap<>();
    for (Family<?> family : Families.all()) {
      family
          .flags()
          .keySet()
          .forEach(flag -> all.computeIfAbsent(flag, _ -> new ArrayList<>()).add(family));
    }
    return all;
  }

  /// The options that are given, as changes of the configuration.
  ///
  /// @param family whose configuration it is
  /// @return such as `blocks=["kidney", "liver"]`
  static List<String> changes(CommandSpec command, String family) {
    List<String> changes = new ArrayList<>();
    families()
        .forEach((flag, families) -> {
          OptionSpec option = command.findOption(flag);
          String value = option == null ? null : option.getValue();
          if (value != null) {
            String key = Families.named(family).flags().get(flag);
            if (key == null) {
              throw new UsageException(
                  String.format(
                      Locale.ROOT,
                      "%s is an option of %s, not of %s; leave it out",
                      flag,
                      families.stream().map(Family::name).collect(Collectors.joining(", ")),
                      family));
            }
            changes.add(key + "=" + yaml(value));
          }
        });
    return changes;
  }

  private static String yaml(String value) {
    return value.contains(",")
        ? Arrays.stream(value.split(",", -1))
            .map(part -> '"' + part.strip().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(", ", "[", "]"))
        : value;
  }
}
