package everymode.cli;

import everymode.data.catalog.Datasets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The column of a table that holds the classes.
final class LabelOptions {

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of a table that holds the classes; short for FILE:label=COLUMN.")
  private @Nullable String column;

  boolean given() {
    return column != null;
  }

  String of(String data) {
    return column == null ? data : Datasets.labelled(data, column);
  }
}
