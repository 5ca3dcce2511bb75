package everymode.metric;

import java.util.List;
import java.util.function.Predicate;

/// Judges for each class or mode whether a generator makes it. Holds no native memory and may be
/// shared between threads.
interface Judge {

  /// The number of classes or modes.
  int size();

  /// Counts samples by class or mode.
  ///
  /// @return samples that count, one number for each class or mode
  long[] count(EvaluatedRows sample);

  /// What a reader of the verdicts must know, one sentence each.
  default List<String> notes() {
    return List.of();
  }

  /// The verdicts on a number of samples.
  ///
  /// @param seen sums of [#count] over all samples
  /// @param samples their number
  /// @param alike whether samples come close to too few rows of a class to vary as these do; asked
  ///   only where there are enough rows to tell
  Verdicts verdicts(long[] seen, long samples, Predicate<String> alike);
}
