package everymode.data;

import everymode.error.Names;
import everymode.error.UsageException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A data set as written on the command line: `name` or `name:key=value,key=value`.
public record DatasetSpec(String text, String name, Map<String, String> options) {

  public static DatasetSpec parse(String text) {
    int colon = text.indexOf(':');
    return parse(text, colon < 0 ? text.length() : colon);
  }

  /// Parses a name or path that ends at a given position, followed by a colon and options or by
  /// nothing.
  public static DatasetSpec parse(String text, int end) {
    String name = text.substring(0, end).strip();
    Map<String, String> options = new LinkedHashMap<>();
    for (String part :
        end == text.length() ? new String[0] : text.substring(end + 1).split(",", -1)) {
      String[] pair = part.split("=", 2);
      if (pair.length < 2) {
        throw new UsageException(
            "data set '%s': options must be key=value separated by commas, but '%s' is not"
                .formatted(name, part));
      }
      if (options.put(pair[0].strip(), pair[1].strip()) != null) {
        throw new UsageException(
            "data set '%s': %s is given twice; give it once".formatted(name, pair[0].strip()));
      }
    }
    return new DatasetSpec(text, name, options);
  }

  /// Rejects options that the set does not have.
  public void allow(List<String> keys) {
    for (String key : options.keySet()) {
      if (keys.isEmpty()) {
        throw new UsageException(
            "data set '%s' has no options, but '%s' was given; leave it out".formatted(name, key));
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
      throw must(key, "a number above 0 and at most %s".formatted(plain(most)), value);
    }
    return number;
  }

  public long whole(String key, long otherwise, long least, long most) {
    String value = options.get(key);
    if (value == null) {
      return otherwise;
    }
    double number = number(value);
    if (!(number >= least && number <= most && number == Math.rint(number))) {
      throw must(key, "a whole number from %d to %d".formatted(least, most), value);
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
          "%d numbers above 0 and at most 1000000000 separated by slashes, such as 1/2/3"
              .formatted(otherwise.length),
          value);
    }
    return numbers;
  }

  public UsageException must(String key, String rule, String found) {
    return new UsageException(
        "data set '%s': %s must be %s, but is %s".formatted(name, key, rule, found));
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
