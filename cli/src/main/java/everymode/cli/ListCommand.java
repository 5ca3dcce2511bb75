package everymode.cli;

import everymode.data.catalog.Datasets;
import everymode.error.Names;
import everymode.metric.Metric;
import everymode.train.Families;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists the families, the data sets or the metrics.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the families, the data sets or the metrics.")
final class ListCommand implements Callable<Integer> {

  private static final String SYNTAX =
      "Also accepted: a path, some classes (digits[0-4], digits[!9]), a fraction of a class"
          + " (digits[9*0.05]), some rows (500*digits), and sums (digits[!1] + 20*digits[1]); see"
          + " docs/data.md.";

  /// What can be listed.
  enum What {
    /// Model families.
    FAMILIES,
    /// Data sets known by name.
    DATA,
    /// Metrics of an evaluation.
    METRICS
  }

  @Parameters(
      arity = "0..1",
      defaultValue = "families",
      paramLabel = "WHAT",
      description = "families, data or metrics (default: ${DEFAULT-VALUE}).")
  private String wanted = "families";

  @Mixin private Console console = new Console();

  private What what() {
    List<String> names = new ArrayList<>();
    for (What what : What.values()) {
      names.add(what.name().toLowerCase(Locale.ROOT));
      if (names.getLast().equals(wanted.toLowerCase(Locale.ROOT))) {
        return what;
      }
    }
    throw Names.unknown("list", wanted, names);
  }

  @Override
  public Integer call() {
    What what = what();
    StringBuilder text = new StringBuilder();
    ObjectNode node = everymode.run.Json.object();
    ArrayNode array = node.putArray(what.name().toLowerCase(Locale.ROOT));
    switch (what) {
      case FAMILIES -> Families.all().forEach(f -> row(text, array, f.name(), f.summary()));
      case DATA -> {
        Datasets.catalogue()
            .forEach(d -> {
              row(text, array, d.name(), d.about() + " (" + terms(d) + ")")
                  .put("licence", d.licence())
                  .put("bytes", d.bytes())
                  .put("place", d.place() == null ? null : String.valueOf(d.place()));
            });
        text.append("%n%s%n".formatted(SYNTAX));
      }
      case METRICS -> Metric.all().forEach(m -> row(text, array, m.name(), m.summary()));
    }
    console.result(text.toString().stripTrailing(), everymode.run.Json.line(node));
    return 0;
  }

  /// The licence; for public sets also size and location.
  private static String terms(Datasets.Entry set) {
    if (set.bytes() == 0) {
      return set.licence();
    }
    String place =
        set.place() == null
            ? "not on disk, see 'everymode data check " + set.name() + "'"
            : "in " + set.place();
    return "licence: %s; %,.1f MB; %s".formatted(set.licence(), set.bytes() / 1e6, place);
  }

  private static ObjectNode row(StringBuilder text, ArrayNode array, String name, String about) {
    text.append("%-14s %s%n".formatted(name, about));
    return array.addObject().put("name", name).put("about", about);
  }
}
