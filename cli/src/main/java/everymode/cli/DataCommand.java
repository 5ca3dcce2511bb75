package everymode.cli;

import everymode.data.catalog.DataCheck;
import everymode.data.catalog.DataCheck.CheckedFile;
import everymode.data.catalog.DataCheck.FileStatus;
import everymode.data.catalog.DataCheck.RowSummary;
import everymode.run.Json;
import java.util.Formatter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks data sets.
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Checks the files of a data set and reports what was recognised.",
    subcommands = DataCommand.Check.class)
final class DataCommand {

  /// Checks one data set.
  @Command(
      name = "check",
      description = {
        "Checks the files of a known data set against their lengths and checksums, and reports"
            + " a set's format, shape, rows, classes and range of values.",
        "",
        "  everymode data check mnist",
        "  everymode data check path/to/photos:resize=32"
      })
  static final class Check implements Verb {

    @Parameters(paramLabel = "NAME|PATH", description = "See 'everymode list data'.")
    private String set = "";

    @Mixin private DataOptions dataOptions = new DataOptions();
    @Mixin private Console console = new Console();

    @Override
    public Integer call() {
      DataCheck check = DataCheck.of(dataOptions.of(set));
      console.result(text(check), json(check));
      return check.sound() ? 0 : Main.FAILED;
    }
  }

  private static String text(DataCheck check) {
    Formatter text = new Formatter(Locale.ROOT);
    if (check.place() != null) {
      line(text, "place", check.place());
    }
    RowSummary content = check.content();
    if (content != null) {
      content(text, content);
    }
    if (!check.files().isEmpty()) {
      text.format("%n%-28s %15s  %s%n", "file", "bytes", "verdict");
    }
    for (CheckedFile file : check.files()) {
      String bytes = file.bytes() < 0 ? "" : String.format(Locale.ROOT, "%,d", file.bytes());
      String verdict =
          status(file.verdict()) + (file.detail().isEmpty() ? "" : ": " + file.detail());
      text.format("%-28s %15s  %s%n", file.name(), bytes, verdict);
    }
    if (!check.remedy().isEmpty()) {
      text.format("%nTo get it: %s.%n", check.remedy());
    }
    return text.toString().strip();
  }

  private static void content(Formatter text, RowSummary content) {
    line(text, "format", content.format());
    line(text, "rows", content.description());
    line(text, "shape", content.shape());
    line(text, "held out", String.format(Locale.ROOT, "%,d rows", content.heldOut()));
    line(
        text,
        "values",
        String.format(Locale.ROOT, "%.4g to %.4g", content.least(), content.most()));
    line(text, "hash", content.hash());
    content.notes().forEach(note -> line(text, "note", note));
    if (content.trainCounts().isEmpty()) {
      return;
    }
    text.format("%n%-20s %10s %10s%n", "class", "train", "held out");
    for (int c = 0; c < content.classes().size(); c++) {
      long held = content.heldOutCounts().isEmpty() ? 0 : content.heldOutCounts().get(c);
      text.format(
          "%-20s %,10d %,10d%n", content.classes().get(c), content.trainCounts().get(c), held);
    }
  }

  private static void line(Formatter text, String what, Object value) {
    text.format("%-10s %s%n", what, value);
  }

  private static String status(FileStatus verdict) {
    return switch (verdict) {
      case SOUND -> "sound";
      case LENGTH -> "right length";
      case THERE -> "present";
      case ABSENT -> "absent, not needed";
      case MISSING -> "missing";
      case DIFFERS -> "differs";
    };
  }

  private static ObjectNode json(DataCheck check) {
    ObjectNode node = Json.object().put("name", check.name()).put("sound", check.sound());
    if (check.place() != null) {
      node.put("place", String.valueOf(check.place()));
    }
    ArrayNode files = node.putArray("files");
    for (CheckedFile file : check.files()) {
      files
          .addObject()
          .put("name", file.name())
          .put("bytes", file.bytes())
          .put("verdict", file.verdict().name().toLowerCase(Locale.ROOT))
          .put("detail", file.detail());
    }
    RowSummary content = check.content();
    if (content == null) {
      return node.put("remedy", check.remedy());
    }
    node.put("format", content.format())
        .put("description", content.description())
        .put("train", content.train())
        .put("held_out", content.heldOut())
        .put("least", content.least())
        .put("most", content.most())
        .put("hash", content.hash());
    content.shape().forEach(node.putArray("shape")::add);
    content.classes().forEach(node.putArray("classes")::add);
    content.trainCounts().forEach(node.putArray("train_counts")::add);
    content.heldOutCounts().forEach(node.putArray("held_out_counts")::add);
    content.notes().forEach(node.putArray("notes")::add);
    return node;
  }
}
