package everymode.config;

import everymode.error.UsageException;
import everymode.platform.Jackson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// A YAML document with the line number of each key.
///
/// @param root the tree
/// @param lines line by key path such as `config.prior.components`
/// @param name its name in error messages
public record YamlDocument(JsonNode root, Map<String, Integer> lines, String name) {

  /// Far deeper than any recipe; bounds the length of key paths.
  private static final int DEEPEST = 32;

  /// Loaded after the check of Jackson.
  private static final class Yaml {
    private static final YAMLMapper MAPPER =
        YAMLMapper.builder(
                YAMLFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .disable(YAMLWriteFeature.SPLIT_LINES)
                    .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
                    .build())
            .build();
  }

  private static YAMLMapper mapper() {
    Jackson.check();
    return Yaml.MAPPER;
  }

  private static final Pattern POSITION = Pattern.compile("line (\\d{1,9}), column");

  public static YamlDocument read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no recipe " + file + "; check the path", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + " is not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw new UsageException("cannot read the recipe " + file + ": " + e.getMessage(), e);
    }
  }

  public static YamlDocument parse(String text, String name) {
    try {
      JsonNode root = mapper().readTree(text);
      Map<String, Integer> lines = new HashMap<>();
      try (JsonParser parser = mapper().createParser(text)) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          lines.putIfAbsent(
              path(parser.streamReadContext()), parser.currentTokenLocation().getLineNr());
        }
      }
      return new YamlDocument(root, lines, name);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      Matcher position = POSITION.matcher(String.valueOf(e.getOriginalMessage()));
      while (position.find()) {
        line = Integer.parseInt(position.group(1)); // the last position is that of the error
      }
      throw new UsageException(
          String.format(
              Locale.ROOT, "%s:%d: is not YAML: %s", name, line, reason(e.getOriginalMessage())),
          e);
    }
  }

  /// The message of the parser on one line, without the excerpt.
  private static String reason(@Nullable String message) {
    return String.valueOf(message)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  public static String write(ObjectNode node) {
    return mapper().writeValueAsString(node);
  }

  /// Parses a scalar or list as in a recipe.
  public static JsonNode value(String text, String name) {
    JsonNode node = parse(text, name).root();
    return node == null || node.isMissingNode() ? mapper().getNodeFactory().stringNode("") : node;
  }

  /// The location of a key for error messages: the nearest enclosing key in the document.
  public String where(String path) {
    String at = path;
    while (!at.isEmpty() && !lines.containsKey(at)) {
      at = at.contains(".") ? at.substring(0, at.lastIndexOf('.')) : "";
    }
    return name + ":" + lines.getOrDefault(at, 1) + ": ";
  }

  private static String path(TokenStreamContext context) {
    var path = new StringBuilder();
    for (TokenStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
      if (at.inArray() || at.hasCurrentName()) {
        boolean named = !path.isEmpty() && path.charAt(0) != '[';
        path.insert(0, named ? "." : "");
        path.insert(0, at.inArray() ? "[" + at.getCurrentIndex() + "]" : at.currentName());
      }
    }
    return path.toString();
  }
}
