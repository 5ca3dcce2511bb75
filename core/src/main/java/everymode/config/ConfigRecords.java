package everymode.config;

import everymode.error.Names;
import everymode.error.UsageException;
import everymode.platform.Services;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Converts configuration records to trees of plain values and applies partial trees to records.
///
/// A record becomes an object. For a variant of a sealed interface the key `type` holds the
/// record's name in lower case, `R1` as `r1`. Enum constants are written with hyphens. The keys of
/// an [Unwrapped] group are inlined in the enclosing record.
public final class ConfigRecords {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String TYPE = "type";

  /// A number in YAML 1.2, such as `.5`, which the parser takes for text.
  private static final Pattern POINT_FIRST = Pattern.compile("[-+]?\\.\\d+([eE][-+]?\\d+)?");

  private final Function<String, String> where;

  /// @param where maps a key path such as `prior.components` to its source location, such as
  ///   `recipes/ring.yaml:12: `
  public ConfigRecords(Function<String, String> where) {
    this.where = where;
  }

  /// A record with some values replaced.
  ///
  /// @param base default values
  /// @param delta the values to replace
  /// @return a new record, validated by its constructor
  public <T extends Record> T merge(T base, JsonNode delta) {
    Object merged = record(base.getClass(), base, delta, "");
    @SuppressWarnings("unchecked") // the record was created from the class of base
    T result = (T) merged;
    return result;
  }

  /// A record with the values that a text changes, for configurations that are made in code.
  ///
  /// @param base default values
  /// @param delta a group of keys as YAML, such as `{packing: 2}`
  /// @param name of the text, for errors
  public static <T extends Record> T changed(T base, String delta, String name) {
    return new ConfigRecords(_ -> name + ": ").merge(base, YamlDocument.value(delta, name));
  }

  private Object value(
      Class<?> type, Type full, @Nullable Object base, JsonNode node, String path) {
    if (type == List.class) {
      return list(full, node, path);
    }
    if (type == Record.class && base != null) { // the type is determined by another key
      return record(base.getClass(), base, node, path);
    }
    if (hasKinds(type)) {
      return kind(type, base, node, path);
    }
    if (type.isRecord()) {
      return record(type, base, node, path);
    }
    if (type.isEnum()) {
      return constant(type, node, path);
    }
    return plain(type, node, path);
  }

  private Object record(Class<?> type, @Nullable Object base, JsonNode node, String path) {
    requireGroup(path, node);
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = names(type);
    for (String key : node.propertyNames()) {
      if (!names.contains(key) && !(key.equals(TYPE) && isKind(type))) {
        throw new UsageException(where.apply(below(path, key)) + unknown(key, names, base, path));
      }
    }
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < values.length; i++) {
      String name = components[i].getName();
      Object old = base == null ? null : get(components[i], base);
      if (unwrapped(components[i])) {
        JsonNode own = ((ObjectNode) node.deepCopy()).retain(names(components[i].getType()));
        values[i] = record(components[i].getType(), old, own, path);
        continue;
      }
      JsonNode given = node.get(name);
      if (given == null && old == null) {
        throw new UsageException(where.apply(path) + below(path, name) + " is missing");
      }
      values[i] =
          given == null
              ? old
              : value(
                  components[i].getType(),
                  components[i].getGenericType(),
                  old,
                  given,
                  below(path, name));
    }
    return make(type, values, path);
  }

  /// The message for a key that is none of a record, but may be one of its groups.
  private static String unknown(
      String key, List<String> names, @Nullable Object base, String path) {
    List<String> deeper = base instanceof Record record ? deeper(record, key) : List.of();
    if (deeper.isEmpty()) {
      var paths = names.stream().map(name -> below(path, name)).toList();
      return Names.unknown("key", below(path, key), paths).sentence();
    }
    return String.format(
        Locale.ROOT,
        "no key called '%s'; did you mean %s?",
        below(path, key),
        deeper.stream()
            .map(found -> "'" + below(path, found) + "'")
            .collect(Collectors.joining(" or ")));
  }

  /// Where a key is found in the groups of a record.
  ///
  /// @return paths such as `member.steps`, of the least depth that has some
  public static List<String> deeper(Record record, String key) {
    List<JsonNode> groups = List.of(tree(record));
    List<String> paths = List.of("");
    while (!groups.isEmpty()) {
      List<JsonNode> nextGroups = new ArrayList<>();
      List<String> nextPaths = new ArrayList<>();
      for (int i = 0; i < groups.size(); i++) {
        String path = paths.get(i);
        groups
            .get(i)
            .forEachEntry((name, value) -> {
              if (value.isObject()) {
                nextGroups.add(value);
                nextPaths.add(below(path, name));
              }
            });
      }
      List<String> found =
          IntStream.range(0, nextGroups.size())
              .filter(i -> nextGroups.get(i).has(key))
              .mapToObj(i -> below(nextPaths.get(i), key))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
      groups = nextGroups;
      paths = nextPaths;
    }
    return List.of();
  }

  /// The keys of a record, including those of its unwrapped groups.
  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .flatMap(c -> unwrapped(c) ? names(c.getType()).stream() : Stream.of(c.getName()))
        .toList();
  }

  private static boolean unwrapped(RecordComponent component) {
    return component.isAnnotationPresent(Unwrapped.class);
  }

  private Object make(Class<?> type, @Nullable Object[] values, String path) {
    try {
      return constructor(type).newInstance(values);
    } catch (InvocationTargetException e) {
      // The message of a failed check begins with the key.
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      String message = String.valueOf(cause.getMessage());
      String at = below(path, message.split(" ", 2)[0]);
      throw new UsageException(where.apply(at) + below(path, message), cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be configured", e);
    }
  }

  /// A variant of a sealed interface, given as a group of keys or by its name only.
  private Object kind(Class<?> type, @Nullable Object base, JsonNode node, String path) {
    boolean name = node.isString() && YamlDocument.blank(node.asString()).isEmpty();
    if (!name) {
      requireGroup(path, node);
    }
    ObjectNode keys = name ? NODES.objectNode().set(TYPE, node) : (ObjectNode) node;
    JsonNode given = keys.get(TYPE);
    Class<?> wanted;
    if (given != null) {
      wanted = find(type, given, path);
    } else if (base != null) {
      wanted = base.getClass();
      requireKeys(type, wanted, keys, path);
    } else {
      throw new UsageException(where.apply(path) + below(path, TYPE) + " is missing");
    }
    boolean same = base != null && wanted == base.getClass();
    return record(wanted, same ? base : start(wanted, base), keys, path);
  }

  /// Rejects keys that belong to another variant, whose name was not given.
  private void requireKeys(Class<?> type, Class<?> present, JsonNode keys, String path) {
    for (String key : keys.propertyNames()) {
      if (!names(present).contains(key)) {
        List<String> others =
            kinds(type).stream()
                .filter(kind -> names(kind).contains(key))
                .map(ConfigRecords::kindName)
                .toList();
        if (!others.isEmpty()) {
          throw new UsageException(
              String.format(
                  Locale.ROOT,
                  "%sthe type of %s is '%s', which has no key '%s'; add 'type: %s' to its keys",
                  where.apply(below(path, key)),
                  path,
                  kindName(present),
                  key,
                  String.join("' or 'type: ", others)));
        }
      }
    }
  }

  private Class<?> find(Class<?> type, JsonNode given, String path) {
    List<Class<?>> kinds = kinds(type);
    String wanted = given.asString("");
    return kinds.stream()
        .filter(kind -> kindName(kind).equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                where.apply(below(path, TYPE))
                    + below(path, TYPE)
                    + ": "
                    + Names.unknown(
                            "type", wanted, kinds.stream().map(ConfigRecords::kindName).toList())
                        .getMessage()));
  }

  /// The base values of a new variant: values of the same name and type are taken from the old
  /// variant, the others from the defaults; null when some value has neither.
  private static @Nullable Object start(Class<?> type, @Nullable Object old) {
    Object defaults = defaults(type);
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Object same = old == null ? null : same(components[i], old);
      Object value = same == null && defaults != null ? get(components[i], defaults) : same;
      if (value == null) {
        return null;
      }
      values[i] = value;
    }
    try {
      return constructor(type).newInstance(values);
    } catch (ReflectiveOperationException e) {
      return null; // The old values are invalid for the new variant: all must be given.
    }
  }

  private static @Nullable Object defaults(Class<?> type) {
    try {
      return type.getMethod("defaults").invoke(null);
    } catch (ReflectiveOperationException e) {
      return null; // Not every variant has defaults.
    }
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    return type.getDeclaredConstructor(
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class[]::new));
  }

  private static @Nullable Object same(RecordComponent component, Object old) {
    return Arrays.stream(old.getClass().getRecordComponents())
        .filter(c -> c.getName().equals(component.getName()))
        .filter(c -> c.getGenericType().equals(component.getGenericType()))
        .map(c -> get(c, old))
        .findFirst()
        .orElse(null);
  }

  private Object list(Type full, JsonNode node, String path) {
    if (!node.isArray()) {
      throw error(path, "must be a list such as [a, b]", node);
    }
    Class<?> element = (Class<?>) ((ParameterizedType) full).getActualTypeArguments()[0];
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      values.add(value(element, element, null, node.get(i), path + "[" + i + "]"));
    }
    return values;
  }

  private Object constant(Class<?> type, JsonNode node, String path) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      if (hyphens((Enum<?>) constant).equals(node.asString(""))) {
        return constant;
      }
      names.add(hyphens((Enum<?>) constant));
    }
    UsageException wrong = error(path, "must be one of " + String.join(", ", names), node);
    throw new UsageException(
        wrong.getMessage() + Names.suggestion(node.asString(""), names).orElse(""));
  }

  private Object plain(Class<?> type, JsonNode node, String path) {
    if (type == boolean.class && node.isBoolean()) {
      return node.booleanValue();
    }
    boolean decimal = type == double.class || type == Double.class;
    if (decimal && node.isNumber()) {
      return node.doubleValue();
    }
    if (decimal && POINT_FIRST.matcher(node.asString("")).matches()) {
      return Double.parseDouble(node.asString());
    }
    if (type == String.class && (node.isString() || node.isIntegralNumber())) {
      return node.asString(); // names may be numbers
    }
    if ((type == int.class || type == Integer.class) && node.isIntegralNumber()) {
      if (!node.canConvertToInt()) {
        throw error(path, "must be below 2,147,483,648", node);
      }
      return node.intValue();
    }
    if (type == long.class && node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    String what =
        type == boolean.class
            ? "true or false"
            : decimal ? "a number" : type == String.class ? "a string" : "a whole number";
    throw error(path, "must be " + what, node);
  }

  private void requireGroup(String path, JsonNode node) {
    if (!node.isObject()) {
      UsageException wrong = error(path, "must be a group of keys", node);
      throw new UsageException(wrong.getMessage() + YamlDocument.blank(node.asString("")));
    }
  }

  private UsageException error(String path, String rule, JsonNode found) {
    String value = found.isString() ? "'" + found.asString() + "'" : found.toString();
    String subject = path.isEmpty() ? "the configuration" : path;
    return new UsageException(where.apply(path) + subject + " " + rule + ", but is " + value);
  }

  /// A record as a tree of plain values.
  public static ObjectNode tree(Record record) {
    ObjectNode node = NODES.objectNode();
    if (isKind(record.getClass())) {
      node.put(TYPE, kindName(record.getClass()));
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      JsonNode value = node(get(component, record));
      if (unwrapped(component)) {
        node.setAll((ObjectNode) value);
      } else {
        node.set(component.getName(), value);
      }
    }
    return node;
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case Record record -> tree(record);
      case Enum<?> constant -> NODES.stringNode(hyphens(constant));
      case List<?> list -> {
        ArrayNode array = NODES.arrayNode();
        list.forEach(element -> array.add(node(element)));
        yield array;
      }
      case Boolean b -> NODES.booleanNode(b);
      case Integer i -> NODES.numberNode(i);
      case Long l -> NODES.numberNode(l);
      case Double d -> NODES.numberNode(d);
      default -> NODES.stringNode(value.toString());
    };
  }

  private static boolean isKind(Class<?> type) {
    return Arrays.stream(type.getInterfaces()).anyMatch(ConfigRecords::hasKinds);
  }

  private static boolean hasKinds(Class<?> type) {
    return type.isSealed() || type.isAnnotationPresent(OpenKinds.class);
  }

  /// The kinds of an interface: those that it permits, or for open kinds the records nested in it
  /// and those that `ServiceLoader` finds.
  private static List<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? List.of(type.getPermittedSubclasses())
        : Stream.concat(
                Arrays.stream(type.getDeclaredClasses()).filter(type::isAssignableFrom),
                Services.of(type).stream().<Class<?>>map(ServiceLoader.Provider::type))
            .toList();
  }

  private static String kindName(Class<?> kind) {
    Kind named = kind.getAnnotation(Kind.class);
    return named != null ? named.value() : kind.getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String hyphens(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object get(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
