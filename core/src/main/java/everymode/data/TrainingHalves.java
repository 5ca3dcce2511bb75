package everymode.data;

import everymode.random.RandomKey;
import java.util.stream.LongStream;

/// The training rows in two random halves: a network is fitted on one, and the other, which it has
/// never seen, serves the tests in its features. The halves depend on the positions of rows alone.
public final class TrainingHalves {

  private static final RandomKey KEY = new RandomKey(0).fold("data").fold("halves");

  private TrainingHalves() {}

  /// The same data set with the rows to fit a network on as training rows.
  public static Dataset fitting(Dataset data) {
    Rows half = data.train().pick(rows(data, 0));
    return new Dataset(
        data.name(),
        data.domain(),
        half,
        data.heldOut(),
        data.ownHeldOut(),
        data.modes(),
        data.distribution(),
        data.classes(),
        half.hash(),
        data.notes(),
        null);
  }

  /// Numbers of the training rows in the other half.
  public static long[] unseen(Dataset data) {
    return rows(data, 1);
  }

  private static long[] rows(Dataset data, int half) {
    return LongStream.range(0, data.train().size())
        .filter(i -> (KEY.fold(i).seed() & 1) == half)
        .toArray();
  }
}
