package everymode.data;

import everymode.error.Names;
import everymode.error.UsageException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A data set as written on the command line: `name` or `name:key=value,key=value`.
///
/// A value may be put in double quotes, so that it may contain any characters, as in
/// `table.csv:label="Fraud, yes or no"`; a double quote in it is written twice.
public record DatasetSpec(String text, String name, Map<String, String> options) {

  private static final String QUOTED = "\"((?:[^\"]++|\"\")*+)\"";
  private static final Pattern OPTION =
      Pattern.compile("([^=,]*)=\\s*(?:" + QUOTED + "\\s*|([^,]*))(?=,|\\z)");
  private static final Pattern QUOTED_VALUE = Pattern.compile("=\\s*" + QUOTED);
  private static final Pattern PLAIN = Pattern.compile("[^,\"=:+*\\[\\]\\r\\n]+");

  public static DatasetSpec parse(String text) {
    int colon = text.indexOf(':');
    return parse(text, colon < 0 ? text.length() : colon);
  }

  /// Parses a name or path that ends at a given position, followed by a colon and options or by
  /// nothing.
  public static DatasetSpec parse(String text, int end) {
    String name = text.substring(0, end).strip();
    Map<String, String> options = new LinkedHashMap<>();
    Matcher option = OPTION.matcher(text);
    for (int at = end; at < text.length(); at = option.end()) {
      if (!option.region(at + 1, text.length()).lookingAt()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "data set '%s': options must be key=value separated by commas, but '%s' is not; put values with commas in double quotes",
                name,
                text.substring(at + 1).split(",", 2)[0]));
      }
      String quoted = option.group(2);
      String value = quoted == null ? option.group(3).strip() : quoted.replace("\"\"", "\"");
      String key = option.group(1).strip();
      if (options.put(key, value) != null) {
        throw new UsageException(
            String.format(
                Locale.ROOT, "data set '%s': %s is given twice; give it once", name, key));
      }
    }
    return new DatasetSpec(text, name, options);
  }

  /// A value as it is written in a specification: in quotes where it needs them.
  public static String quoted(String value) {
    boolean plain =
        !value.isEmpty() && value.equals(value.strip()) && PLAIN.matcher(value).matches();
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  /// A specification or an expression of several, with all values in quotes overwritten, so that
  /// characters in them are not taken for operators.
  ///
  /// @return a text of the same length
  public static String masked(String text) {
    return QUOTED_VALUE
        .matcher(text)
        .replaceAll(found -> "=" + "_".repeat(found.group().length() - 1));
  }

  /// Rejects options that the set does not have.
  public void allow(List<String> keys) {
    for (String key : options.keySet()) {
      if (keys.isEmpty()) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "data set '%s' has no options, but '%s' was given; leave it out",
                name,
                key));
      }
      if (!keys.contains(key)) {
        throw Names.unknown("option of data set '" + name + "'", key, keys);
      }
    }
  }

  /// An option that is a number above 0 and at most a bound.
  public double positive(String key, double otherwise, double most) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    double number = number(value);
    if (!(number > 0 && number <= most)) {
      throw must(
          key, String.format(Locale.ROOT, "a number above 0 and at most %s", plain(most)), value);
    }
    return number;
  }

  /// An option that is a number from 0 to a bound.
  public double nonNegative(String key, double otherwise, double most) {
    String value = options.get(key);
    return value == null || number(value) != 0 ? positive(key, otherwise, most) : 0;
  }

  /// An option that is one of a few words.
  ///
  /// @return the position of the word, or −1 without the option
  public int choice(String key, List<String> words) {
    String value = options.get(key);
    int index = value == null ? -1 : words.indexOf(value);
    if (value != null && index < 0) {
      throw must(key, String.join(" or ", words), value);
    }
    return index;
  }

  public long whole(String key, long otherwise, long least, long most) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    double number = number(value);
    if (!(number >= least && number <= most && number == Math.rint(number))) {
      throw must(
          key, String.format(Locale.ROOT, "a whole number from %d to %d", least, most), value);
    }
    return (long) number;
  }

  /// An option that is a list of positive numbers separated by slashes.
  public double[] positives(String key, double[] otherwise) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    double[] numbers =
        Arrays.stream(value.split("/", -1)).mapToDouble(DatasetSpec::number).toArray();
    boolean good = Arrays.stream(numbers).allMatch(w -> w > 0 && w <= 1e9);
    if (!good || numbers.length != otherwise.length) {
      throw must(
          key,
          String.format(
              Locale.ROOT,
              "%d numbers above 0 and at most 1000000000 separated by slashes, such as 1/2/3",
              otherwise.length),
          value);
    }
    return numbers;
  }

  public UsageException must(String key, String rule, String found) {
    return new UsageException(
        String.format(
            Locale.ROOT, "data set '%s': %s must be %s, but is %s", name, key, rule, found));
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
