package everymode.cli;

import everymode.data.catalog.Datasets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that are short for those of a data set.
final class DataOptions {

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of a table that holds the classes; short for FILE:label=COLUMN.")
  private @Nullable String column;

  @Option(
      names = "--rule",
      paramLabel = "FILE",
      description =
          "Rules of playable levels in YAML, or zelda or zelda-loose; short for FOLDER:rule=FILE.")
  private @Nullable String rule;

  boolean given() {
    return column != null || rule != null;
  }

  /// The data set with these options.
  String of(String data) {
    String labelled = column == null ? data : Datasets.labelled(data, column);
    return rule == null ? labelled : Datasets.ruled(labelled, rule);
  }
}
