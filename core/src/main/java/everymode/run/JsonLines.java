package everymode.run;

import static java.util.stream.Collectors.joining;

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A file with one JSON object per line, to which lines are appended.
///
/// @param file may not exist yet
record JsonLines(Path file) {

  void append(JsonNode node) {
    byte[] line = (Json.line(node) + "\n").getBytes(StandardCharsets.UTF_8);
    RunDirectory.attempt(
        "write",
        file,
        () -> {
          // Unlike a channel, this stream is not closed by an interruption of its thread.
          try (OutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(line);
          }
          return file;
        });
  }

  /// All complete lines; one that a killed process left partly written is skipped.
  List<JsonNode> read() {
    if (!Files.exists(file)) {
      return List.of();
    }
    return RunDirectory.text(file).lines().flatMap(line -> parsed(line).stream()).toList();
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
      RunDirectory.write(file, lines.stream().map(line -> line + "\n").collect(joining()));
    }
  }
}
