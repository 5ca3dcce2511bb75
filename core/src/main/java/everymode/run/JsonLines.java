package everymode.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A file with a JSON object a line, to which lines are appended.
///
/// @param file where; it may not exist yet
record JsonLines(Path file) {

  void append(JsonNode node) {
    try {
      Files.writeString(
          file, Json.line(node) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw RunDirectory.failed("write", file, e);
    }
  }

  /// All whole lines; one that a killed process left half written is passed over.
  List<JsonNode> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.flatMap(line -> parsed(line).stream()).toList();
    } catch (IOException e) {
      throw RunDirectory.failed("read", file, e);
    }
  }

  private static Optional<JsonNode> parsed(String line) {
    try {
      return Optional.of(Json.read(line)).filter(JsonNode::isObject);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// Keeps only the lines of which something holds.
  void retain(Predicate<JsonNode> keep) {
    if (Files.exists(file)) {
      try {
        Files.write(file, read().stream().filter(keep).map(Json::line).toList());
      } catch (IOException e) {
        throw RunDirectory.failed("write", file, e);
      }
    }
  }
}
