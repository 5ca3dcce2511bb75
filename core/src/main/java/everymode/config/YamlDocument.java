package everymode.config;

import everymode.error.UsageException;
import everymode.platform.Jackson;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
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
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

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
                    .stringQuotingChecker(new NumbersQuoted())
                    .build())
            .build();
  }

  /// Quotes texts that would be read back as numbers, such as `1e3`.
  @SuppressWarnings("serial") // never serialised
  private static final class NumbersQuoted extends StringQuotingChecker.Default {

    private static final Pattern NUMBER =
        Pattern.compile("[-+]?\\.?[0-9][0-9a-fA-FxXoO_.,:+-]*|[-+]?\\.(?i:inf|nan)");

    @Override
    public boolean needToQuoteValue(String value) {
      return NUMBER.matcher(value).matches() || super.needToQuoteValue(value);
    }
  }

  private static YAMLMapper mapper() {
    Jackson.check();
    return Yaml.MAPPER;
  }

  private static final Pattern POSITION = Pattern.compile("line (\\d{1,9}), column");

  /// A key and its value without a blank between them, which YAML takes for one word.
  private static final Pattern PAIR =
      Pattern.compile("([A-Za-z]\\w*):([^\\s:/\\\\].*)", Pattern.DOTALL);

  private static final Pattern PAIR_IN_LINE = Pattern.compile("\\s*(?:- +)?(" + PAIR + ")");

  public static YamlDocument read(Path file) {
    try {
      YamlDocument document = parse(Files.readString(file), file.toString());
      requireBlanks(document.root, "", document::where, "");
      return document;
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
              Locale.ROOT,
              "%s:%d: is not YAML: %s%s",
              name,
              line,
              reason(e.getOriginalMessage()),
              blankInLine(text, line)),
          e);
    }
  }

  /// The remedy if one of the lines before an error lacks a blank.
  private static String blankInLine(String text, int line) {
    return text.lines()
        .limit(line)
        .map(PAIR_IN_LINE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> blank(matcher.group(1)))
        .reduce("", (_, last) -> last);
  }

  /// The remedy for a text that stands where a group of keys is expected.
  ///
  /// @return such as `; write a blank after the colon: {steps: 20}`, or empty if this is not what
  ///   the text lacks
  public static String blank(String text) {
    Matcher pair = PAIR.matcher(text);
    return pair.matches()
        ? "; write a blank after the colon: {"
            + pair.group(1)
            + ": "
            + firstWord(pair.group(2))
            + "}"
        : "";
  }

  private static String firstWord(String text) {
    return text.split("\\s", 2)[0];
  }

  /// Rejects keys such as `type:r1`, to which `{type:r1}` leads: keys without a value.
  ///
  /// @param remedy ends the message
  private static void requireBlanks(
      JsonNode node, String path, UnaryOperator<String> where, String remedy) {
    node.forEachEntry((key, value) -> {
      String below = path.isEmpty() ? key : path + "." + key;
      if (value.isNull() && PAIR.matcher(key).matches()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "%sa blank must follow the colon of a key, but '%s' has none; write %s%s",
                where.apply(below),
                key,
                spaced(node),
                remedy));
      }
      requireBlanks(value, below, where, remedy);
    });
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        requireBlanks(node.get(i), path + "[" + i + "]", where, remedy);
      }
    }
  }

  /// A group of keys as it was meant.
  private static String spaced(JsonNode group) {
    List<String> entries = new ArrayList<>();
    group.forEachEntry((key, value) ->
        entries.add(
            value.isNull()
                ? key.replaceFirst(":", ": ")
                : key + ": " + (value.isString() ? value.asString() : value.toString())));
    return "{" + String.join(", ", entries) + "}";
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
    JsonNode node;
    try {
      node = parse(text, name).root();
    } catch (UsageException e) {
      throw text.matches("(?s)\\s*[\\[{].*")
          ? new UsageException(e.getMessage() + "; put quotes around a value with blanks", e)
          : e;
    }
    if (node == null || node.isMissingNode()) {
      return mapper().getNodeFactory().stringNode("");
    }
    requireBlanks(node, "", _ -> name + ": ", " and put quotes around the whole");
    return node;
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
