package everymode.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/// Warns of classes that cannot be learned or judged for want of training rows.
final class RareClasses {

  /// Training rows below which a class is hardly ever judged.
  private static final int FEW = 5;

  private static final int MOST_NAMES = 5;

  private RareClasses() {}

  /// At most one sentence on classes without training rows and one on classes with few.
  static List<String> warnings(Dataset data) {
    if (!data.train().labelled()) {
      return List.of();
    }
    long[] rows = data.classRows();
    List<String> none = names(data, rows, n -> n == 0);
    List<String> few = names(data, rows, n -> n > 0 && n < FEW);
    List<String> warnings = new ArrayList<>();
    if (!none.isEmpty()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              none.size() == 1
                  ? "Class %s has no training rows, so no model can learn it; add some, or leave it out."
                  : "Classes %s have no training rows, so no model can learn them; add some, or leave them out.",
              list(none)));
    }
    if (!few.isEmpty()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              few.size() == 1
                  ? "Class %s has fewer than %d training rows, so it can hardly ever be judged; add some."
                  : "Classes %s have fewer than %d training rows, so they can hardly ever be judged; add some.",
              list(few),
              FEW));
    }
    return warnings;
  }

  private static List<String> names(Dataset data, long[] rows, LongPredicate wanted) {
    return IntStream.range(0, rows.length)
        .filter(c -> wanted.test(rows[c]))
        .mapToObj(data.classes()::get)
        .toList();
  }

  private static String list(List<String> names) {
    return names.size() > MOST_NAMES
        ? String.format(
            Locale.ROOT,
            "%s and %,d more",
            String.join(", ", names.subList(0, MOST_NAMES)),
            names.size() - MOST_NAMES)
        : String.join(", ", names);
  }
}
