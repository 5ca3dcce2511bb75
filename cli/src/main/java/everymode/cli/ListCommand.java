package everymode.cli;

import everymode.data.catalog.Datasets;
import everymode.error.Names;
import everymode.metric.Metric;
import everymode.run.Json;
import everymode.train.Families;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Lists the families, the data sets or the metrics.
@Command(name = "list", description = "Lists the families, the data sets or the metrics.")
final class ListCommand implements Verb {

  private static final String SYNTAX =
      "Also accepted: a path, some classes (digits[0-4], digits[!9]), a fraction of a class"
          + " (digits[9*0.05]), some rows (500*digits), and sums (digits[!1] + 20*digits[1]); see"
          + " docs/data.md.";

  @Parameters(
      arity = "0..1",
      defaultValue = "families",
      paramLabel = "WHAT",
      description = "families, data or metrics (default: ${DEFAULT-VALUE}).")
  private String wanted = "families";

  @Mixin private Console console = new Console();

  @Override
  public Integer call() {
    String what = wanted.toLowerCase(Locale.ROOT);
    Formatter text = new Formatter(Locale.ROOT);
    ObjectNode node = Json.object();
    ArrayNode array = node.putArray(what);
    switch (what) {
      case "families" -> Families.all().forEach(f -> row(text, array, f.name(), f.summary()));
      case "data" -> {
        Datasets.catalogue()
            .forEach(d ->
                row(text, array, d.name(), d.about() + " (" + terms(d) + ")")
                    .put("licence", d.licence())
                    .put("bytes", d.bytes())
                    .put("place", d.place() == null ? null : String.valueOf(d.place())));
        text.format("%n%s%n", SYNTAX);
      }
      case "metrics" -> Metric.all().forEach(m -> row(text, array, m.name(), m.summary()));
      default -> throw Names.unknown("list", wanted, List.of("families", "data", "metrics"));
    }
    console.result(text.toString().stripTrailing(), node);
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
    return String.format(
        Locale.ROOT, "licence: %s; %,.1f MB; %s", set.licence(), set.bytes() / 1e6, place);
  }

  private static ObjectNode row(Formatter text, ArrayNode array, String name, String about) {
    text.format("%-14s %s%n", name, about);
    return array.addObject().put("name", name).put("about", about);
  }
}
