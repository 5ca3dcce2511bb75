package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.error.Names;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Parses which classes of a set are kept, and the fraction of each.
///
/// Items are separated by commas: `7` or `0-4` keeps these classes and drops all others, `!9` drops
/// a class, `9*0.01` keeps that fraction of a class. A class is given by its name or by its number.
/// Weights alone keep all other classes unchanged.
final class ClassFilter {

  private final Expression expression;
  private final Expression.Part part;
  private final List<String> classes;
  private final double[] share;
  private final boolean[] weighted;

  /// Whether items name classes to keep or to drop; null before the first item without a weight.
  private @Nullable Boolean keeps;

  private ClassFilter(Expression expression, Expression.Part part, List<String> classes) {
    this.expression = expression;
    this.part = part;
    this.classes = classes;
    share = new double[classes.size()];
    weighted = new boolean[classes.size()];
    Arrays.fill(share, Double.NaN);
  }

  /// The fraction of each class that is kept: 0 for none, 1 for all.
  static double[] shares(
      Expression expression, Expression.Part part, String text, List<String> classes) {
    ClassFilter filter = new ClassFilter(expression, part, classes);
    int at = part.filterAt();
    for (String item : text.split(",", -1)) {
      filter.read(item.strip(), at + item.indexOf(item.strip()));
      at += item.length() + 1;
    }
    double otherwise = Boolean.TRUE.equals(filter.keeps) ? 0 : 1;
    return Arrays.stream(filter.share).map(s -> Double.isNaN(s) ? otherwise : s).toArray();
  }

  private void read(String item, int at) {
    if (item.isEmpty()) {
      throw expression.wrong(at, "a class is expected here, such as [0-4], [!9] or [9*0.01]");
    }
    if (classes.contains(item)) {
      choose(item, at, true);
    } else if (item.startsWith("!")) {
      choose(item.substring(1).strip(), at, false);
    } else if (item.indexOf('*') > 0) {
      int star = item.lastIndexOf('*');
      double weight = weight(item.substring(star + 1).strip(), at + star + 1);
      for (int c : range(item.substring(0, star).strip(), at)) {
        if (weighted[c]) {
          throw expression.wrong(
              at, String.format(Locale.ROOT, "class %s has two weights; give one", classes.get(c)));
        }
        weighted[c] = true;
        share[c] = weight;
      }
    } else {
      choose(item, at, true);
    }
  }

  private void choose(String item, int at, boolean keep) {
    if (keeps != null && keeps != keep) {
      throw expression.wrong(
          at, "classes to keep and classes to drop cannot be mixed; put ! before each or none");
    }
    keeps = keep;
    for (int c : range(item, at)) {
      if (weighted[c] && !keep) {
        throw expression.wrong(
            at,
            String.format(
                Locale.ROOT, "class %s has a weight and is dropped; choose one", classes.get(c)));
      }
      share[c] = weighted[c] ? share[c] : keep ? 1 : 0;
    }
  }

  private double weight(String text, int at) {
    try {
      double weight = Double.parseDouble(text);
      if (weight > 0 && weight <= 1) {
        return weight;
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw expression.wrong(
        at,
        String.format(
            Locale.ROOT, "a weight must be a number above 0 and at most 1, but is '%s'", text));
  }

  /// The classes of an item: one class or a range.
  private int[] range(String item, int at) {
    int one = find(item);
    if (one >= 0) {
      return new int[] {one};
    }
    for (int dash = item.indexOf('-'); dash > 0; dash = item.indexOf('-', dash + 1)) {
      int first = find(item.substring(0, dash).strip());
      int last = find(item.substring(dash + 1).strip());
      if (first >= 0 && last >= 0) {
        if (first > last) {
          throw expression.wrong(
              at,
              String.format(
                  Locale.ROOT, "a range must be ascending, but is '%s'; swap its ends", item));
        }
        return IntStream.rangeClosed(first, last).toArray();
      }
    }
    String message = Names.unknown("class of '" + part.set() + "'", item, classes).getMessage();
    throw expression.wrong(at, String.valueOf(message));
  }

  private int find(String item) {
    return Dataset.classNumber(classes, item);
  }
}
