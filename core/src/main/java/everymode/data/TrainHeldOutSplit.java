package everymode.data;

import everymode.error.EverymodeException;
import everymode.random.RandomKey;
import java.util.Arrays;
import java.util.List;
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

  /// Holds out about a tenth of the rows.
  ///
  /// @param name of the file or data set, for error messages
  /// @param what plural noun for rows: `images`, `rows`
  public static TrainHeldOutSplit tenth(String name, String what, Rows all) {
    int count = all.size();
    if (count < 2) {
      throw new EverymodeException(
          "%s: must have at least 2 %s, so that one can be held out, but has %d"
              .formatted(name, what, count));
    }
    boolean[] held = tenth(count);
    return new TrainHeldOutSplit(
        all.pick(IntStream.range(0, count).filter(i -> !held[i]).asLongStream().toArray()),
        all.pick(IntStream.range(0, count).filter(i -> held[i]).asLongStream().toArray()),
        false,
        List.of(
            "A tenth of the %s is held out, chosen by a hash of their position.".formatted(what)));
  }

  /// Chooses about a tenth of the rows, at least one and not all. Depends only on the position of a
  /// row, so that rows appended later do not change the split of the others.
  private static boolean[] tenth(int rows) {
    boolean[] held = new boolean[rows];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      held[i] = Long.remainderUnsigned(KEY.fold(i).seed(), 10) == 0;
      count += held[i] ? 1 : 0;
    }
    if (count == 0 || count == rows) {
      held[rows - 1] = count == 0;
    }
    return held;
  }

  /// The same split with further notes.
  public TrainHeldOutSplit noting(List<String> more) {
    return new TrainHeldOutSplit(
        train, held, own, Stream.concat(notes.stream(), more.stream()).toList());
  }

  /// A data set whose class names are their numbers.
  public Dataset numbered(String name, Domain domain) {
    LongStream labels = Stream.of(train, held).map(Rows::labels).flatMapToLong(Arrays::stream);
    return dataset(name, domain, numbers(1 + (int) labels.max().orElse(-1)));
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
