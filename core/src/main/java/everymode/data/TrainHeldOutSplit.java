package everymode.data;

import everymode.error.EverymodeException;
import everymode.tensor.Ops;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// Training rows and held-out rows of a data set under construction.
///
/// @param train rows to train on
/// @param held rows that are never trained on
/// @param notes remarks that matter for reading held-out scores
public record TrainHeldOutSplit(Rows train, Rows held, List<String> notes) {

  /// A given split.
  public static TrainHeldOutSplit of(Rows train, Rows held) {
    return new TrainHeldOutSplit(train, held, List.of());
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
    boolean[] held = HeldOutSplit.tenth(count);
    return new TrainHeldOutSplit(
        all.pick(IntStream.range(0, count).filter(i -> !held[i]).asLongStream().toArray()),
        all.pick(IntStream.range(0, count).filter(i -> held[i]).asLongStream().toArray()),
        List.of(
            "A tenth of the %s is held out, chosen by a hash of their position.".formatted(what)));
  }

  /// The same split with further notes.
  public TrainHeldOutSplit noting(List<String> more) {
    return new TrainHeldOutSplit(
        train, held, Stream.concat(notes.stream(), more.stream()).toList());
  }

  /// The largest label, or −1 without labels.
  private static long maxLabel(Rows rows) {
    Tensor label = rows.label();
    return label == null ? -1 : Arrays.stream(Ops.longs(label)).max().orElse(-1);
  }

  /// A data set whose class names are their numbers.
  public Dataset numbered(String name, Domain domain) {
    int classes = 1 + (int) Math.max(maxLabel(train), maxLabel(held));
    return dataset(name, domain, numbers(classes));
  }

  public Dataset dataset(String name, Domain domain, List<String> classes) {
    return new Dataset(name, domain, train, held, null, null, classes, train.hash(), notes);
  }

  public static List<String> numbers(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }
}
