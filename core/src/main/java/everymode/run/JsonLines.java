package everymode.run;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A file with one JSON object per line, to which lines are appended.
///
/// @param file may not exist yet
record JsonLines(Path file) {

  void append(JsonNode node) {
    String line = Json.line(node) + "\n";
    RunDirectory.attempt("write", file, () -> Files.writeString(file, line, CREATE, APPEND));
  }

  /// All complete lines; one that a killed process left partly written is skipped.
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

  /// Keeps only the lines that satisfy a predicate.
  void retain(Predicate<JsonNode> keep) {
    if (Files.exists(file)) {
      List<String> lines = read().stream().filter(keep).map(Json::line).toList();
      RunDirectory.attempt("write", file, () -> Files.write(file, lines));
    }
  }
}
