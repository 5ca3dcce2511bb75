package everymode.data.catalog;

import everymode.data.Dataset;
import everymode.data.PickedRows;
import everymode.data.Rows;
import everymode.random.RandomKey;
import everymode.tensor.RandomTensors;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The rows of one set that an expression selects.
///
/// All draws are prefixes of fixed permutations: they do not depend on the seed of a run, and a
/// smaller selection is a subset of a larger one.
///
/// @param part the part of the expression
/// @param data the whole set
/// @param train kept training rows, in order
/// @param held kept held-out rows, in order
@SuppressWarnings("ArrayRecordComponent") // passed on to rows, never modified
record Selection(Expression.Part part, Dataset data, long[] train, long[] held) {

  /// Minimum number of held-out rows of a class, if it has as many: fewer would not be informative.
  static final int LEAST = 10;

  private static final RandomKey KEY = new RandomKey(0).fold("data").fold("chosen");

  static Selection of(Expression expression, Expression.Part part, Dataset data) {
    double[] share = shares(expression, part, data);
    long[] label = data.train().labels();
    long[] train = thin(label, all(data.train()), share, 1);
    if (train.length == 0) {
      throw expression.wrong(
          part.at(),
          String.format(Locale.ROOT, "no training row of '%s' remains; select more", part.text()));
    }
    if (part.counted()) {
      train = some(expression, part, train);
    }
    double[] present = data.stacked() ? share : present(share, label, train);
    long[] held = thin(data.heldOut().labels(), all(data.heldOut()), present, LEAST);
    if (held.length == 0) {
      throw expression.wrong(
          part.at(),
          String.format(Locale.ROOT, "no held-out row of '%s' remains; select more", part.text()));
    }
    return new Selection(part, data, train, held);
  }

  /// Drops the held-out rows of classes that have no training rows left and cannot be learned.
  private static double[] present(double[] share, long[] label, long[] train) {
    double[] present = new double[share.length];
    for (long row : train) {
      int c = classOf(label, row);
      present[c] = share[c];
    }
    return present;
  }

  /// The class of a row; 0 without labels.
  private static int classOf(long[] label, long row) {
    return label.length == 0 ? 0 : (int) label[(int) row];
  }

  private static double[] filled(int classes, double share) {
    return DoubleStream.generate(() -> share).limit(classes).toArray();
  }

  private static double[] shares(Expression expression, Expression.Part part, Dataset data) {
    int classes = data.train().label() == null ? 1 : data.classes().size();
    String filter = part.filter();
    if (filter == null) {
      return filled(classes, 1);
    }
    if (data.stacked()) {
      throw expression.wrong(
          part.filterAt(),
          "modes of stacked digits must stay balanced; limit the rows by train= or COUNT*");
    }
    if (data.train().label() == null) {
      throw expression.wrong(
          part.filterAt(),
          String.format(
              Locale.ROOT, "'%s' has no classes to select; remove the brackets", part.set()));
    }
    return ClassFilter.shares(expression, part, filter, data.classes());
  }

  private static long[] some(Expression expression, Expression.Part part, long[] train) {
    if (part.count() > train.length) {
      throw expression.wrong(
          part.at(),
          String.format(
              Locale.ROOT,
              "%d rows are requested, but '%s' has %d training rows; request at most as many",
              part.count(),
              part.set() + brackets(part),
              train.length));
    }
    return prefix(train, part.count(), KEY.fold("count"));
  }

  private static String brackets(Expression.Part part) {
    return part.filter() == null ? "" : "[" + part.filter() + "]";
  }

  /// The same with a fraction of the held-out rows of each class.
  Selection held(double share) {
    double[] shares = filled(Math.max(1, data.classes().size()), share);
    return new Selection(part, data, train, thin(data.heldOut().labels(), held, shares, LEAST));
  }

  /// Whether the kept rows are a sample from the distribution of the set: no class is dropped,
  /// neither by the filter nor because a small draw has missed it.
  boolean preservesDistribution() {
    return part.filter() == null && held.length == data.heldOut().size();
  }

  /// The classes that have kept training rows, in order; all classes for stacked digits, whose
  /// modes are unchanged; empty without labels.
  int[] classes() {
    if (data.stacked()) {
      return IntStream.range(0, data.classes().size()).toArray();
    }
    long[] label = data.train().labels();
    return label.length == 0
        ? new int[0]
        : Arrays.stream(train).mapToInt(row -> classOf(label, row)).distinct().sorted().toArray();
  }

  /// The kept training rows.
  ///
  /// @param number the new number of each class; empty for no classes
  Rows trainRows(long[] number) {
    return rows(data.train(), train, number);
  }

  /// The kept held-out rows.
  Rows heldRows(long[] number) {
    return rows(data.heldOut(), held, number);
  }

  private static Rows rows(Rows all, long[] kept, long[] number) {
    long[] label = all.labels();
    return PickedRows.of(
        all,
        kept,
        number.length == 0
            ? null
            : Arrays.stream(kept).map(row -> number[classOf(label, row)]).toArray());
  }

  /// Keeps a fraction of the rows of each class, but at least a minimum if there are as many.
  private static long[] thin(long[] label, long[] rows, double[] share, int least) {
    return IntStream.range(0, share.length)
        .filter(c -> share[c] > 0)
        .mapToObj(c -> {
          long[] all = Arrays.stream(rows).filter(row -> classOf(label, row) == c).toArray();
          long wanted = Math.max(Math.round(share[c] * all.length), least);
          return prefix(all, (int) Math.min(wanted, all.length), KEY.fold("class").fold(c));
        })
        .flatMapToLong(Arrays::stream)
        .sorted()
        .toArray();
  }

  /// The first rows of a fixed permutation, sorted.
  private static long[] prefix(long[] rows, int count, RandomKey key) {
    return count == rows.length
        ? rows
        : Arrays.stream(RandomTensors.permutation(key, rows.length), 0, count)
            .map(i -> rows[(int) i])
            .sorted()
            .toArray();
  }

  private static long[] all(Rows rows) {
    return LongStream.range(0, rows.size()).toArray();
  }
}
