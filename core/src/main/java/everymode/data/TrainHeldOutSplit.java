package everymode.data;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Training rows and held-out rows of a data set under construction.
///
/// @param train rows to train on
/// @param held rows that are never trained on
/// @param own whether the held-out rows are the data's own rather than split off here
/// @param notes remarks that matter for reading held-out scores
public record TrainHeldOutSplit(Rows train, Rows held, boolean own, List<String> notes) {

  private static final RandomKey KEY = new RandomKey(0).fold("data").fold("held-out");

  /// Training rows and held-out rows that the data came with.
  public static TrainHeldOutSplit of(Rows train, Rows held) {
    return new TrainHeldOutSplit(train, held, true, List.of());
  }

  /// Holds out no rows: all are trained on, and held-out scores are those of the same rows.
  public static TrainHeldOutSplit none(Rows all) {
    return new TrainHeldOutSplit(
        all,
        all,
        false,
        List.of("No rows are held out: held-out scores are those of the training rows."));
  }

  /// Holds out about a tenth of the rows, of labelled rows a tenth of each class.
  ///
  /// Small classes give up more, so that there is something to compare with: 1 of 2 to 4 rows, 2 of
  /// 5 to 11, 3 of 12 to 19, at least 4 of 20 and more. It is not more, because a class is judged
  /// by how many training rows it has.
  ///
  /// @param name of the file or data set, for error messages
  /// @param what plural noun for rows: `images`, `rows`
  public static TrainHeldOutSplit tenth(String name, String what, Rows all) {
    int count = all.size();
    if (count < 2) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "%s: must have at least 2 %s, so that one can be held out, but has %d",
              name,
              what,
              count));
    }
    long[] label = all.labels();
    boolean[] held = label.length == 0 ? tenth(count) : tenth(label);
    if (IntStream.range(0, count).allMatch(i -> held[i] == held[0])) {
      held[count - 1] = !held[0];
    }
    return new TrainHeldOutSplit(
        all.pick(IntStream.range(0, count).filter(i -> !held[i]).asLongStream().toArray()),
        all.pick(IntStream.range(0, count).filter(i -> held[i]).asLongStream().toArray()),
        false,
        List.of(
            String.format(
                Locale.ROOT,
                label.length == 0
                    ? "A tenth of the %s is held out, chosen by a hash of their position."
                    : "A tenth of the %s of each class is held out, a larger part of small classes, chosen by a hash of their position.",
                what)));
  }

  /// Chooses about a tenth of the rows. Depends only on the position of a row, so that rows
  /// appended later do not change the split of the others.
  private static boolean[] tenth(int rows) {
    boolean[] held = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      held[i] = Long.remainderUnsigned(hash(i), 10) == 0;
    }
    return held;
  }

  /// Chooses a tenth of the rows of each class: those with the smallest hashes.
  private static boolean[] tenth(long[] label) {
    Map<Long, LongStream.Builder> hashes = new HashMap<>();
    for (int i = 0; i < label.length; i++) {
      hashes.computeIfAbsent(label[i], _ -> LongStream.builder()).add(hash(i));
    }
    Map<Long, Long> largest = new HashMap<>(); // of the hashes of held-out rows
    hashes.forEach((c, all) -> {
      long[] sorted = all.build().sorted().toArray();
      int count = heldOut(sorted.length);
      largest.put(c, count == 0 ? Long.MIN_VALUE : sorted[count - 1]);
    });
    boolean[] held = new boolean[label.length];
    for (int i = 0; i < label.length; i++) {
      held[i] = hash(i) <= largest.getOrDefault(label[i], Long.MIN_VALUE);
    }
    return held;
  }

  /// How many of the rows of one class are held out.
  private static int heldOut(int rows) {
    int least = rows < 2 ? 0 : rows < 5 ? 1 : rows < 12 ? 2 : rows < 20 ? 3 : 4;
    return Math.max((rows + 5) / 10, least);
  }

  private static long hash(int position) {
    return KEY.fold(position).seed();
  }

  /// The same split with further notes.
  public TrainHeldOutSplit noting(List<String> more) {
    return new TrainHeldOutSplit(
        train, held, own, Stream.concat(notes.stream(), more.stream()).toList());
  }

  /// A data set whose class names are the numbers that occur as labels, in ascending order.
  public Dataset numbered(String name, Domain domain) {
    long[] numbers =
        Stream.of(train, held)
            .map(Rows::labels)
            .flatMapToLong(Arrays::stream)
            .distinct()
            .sorted()
            .toArray();
    return new TrainHeldOutSplit(from0(train, numbers), from0(held, numbers), own, notes)
        .dataset(name, domain, Arrays.stream(numbers).mapToObj(Long::toString).toList());
  }

  /// The same rows, labelled with the positions of their numbers.
  private static Rows from0(Rows rows, long[] numbers) {
    long[] range = LongStream.range(0, numbers.length).toArray();
    if (rows.label() == null || Arrays.equals(numbers, range)) {
      return rows;
    }
    return PickedRows.of(
        rows,
        LongStream.range(0, rows.size()).toArray(),
        Arrays.stream(rows.labels()).map(c -> Arrays.binarySearch(numbers, c)).toArray());
  }

  /// A data set of unknown distribution.
  public Dataset dataset(String name, Domain domain, List<String> classes) {
    return dataset(name, domain, classes, null, null);
  }

  /// A data set whose modes and distribution may be known.
  public Dataset dataset(
      String name,
      Domain domain,
      List<String> classes,
      Distribution.@Nullable GaussianMixture modes,
      @Nullable Distribution distribution) {
    return new Dataset(
        name, domain, train, held, own, modes, distribution, classes, train.hash(), notes, null);
  }

  public static List<String> numbers(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
