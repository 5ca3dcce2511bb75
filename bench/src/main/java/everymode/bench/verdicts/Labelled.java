package everymode.bench.verdicts;

import everymode.data.Dataset;
import everymode.data.Domain;
import everymode.data.Rows;
import everymode.data.TrainHeldOutSplit;
import everymode.neighbour.PointSet;
import everymode.tensor.Scope;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Rows with their classes.
///
/// @param x `[n × d]`
/// @param label class of each, from 0
@SuppressWarnings("ArrayRecordComponent") // never compared
record Labelled(PointSet x, long[] label) {

  /// Rows in data units, images as plain rows of pixels.
  static Labelled of(Domain domain, Rows rows) {
    try (var _ = new Scope()) {
      return new Labelled(PointSet.of(domain.units(rows.all())), rows.labels());
    }
  }

  Labelled pick(int[] rows) {
    return new Labelled(
        x.pick(Arrays.stream(rows).asLongStream().toArray()),
        Arrays.stream(rows).mapToLong(i -> label[i]).toArray());
  }

  int size() {
    return label.length;
  }

  Labelled range(int from, int to) {
    return pick(IntStream.range(from, to).toArray());
  }

  Labelled shuffled(SplittableRandom random) {
    return pick(order(size(), random));
  }

  /// A random order of numbers from 0.
  static int[] order(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  Rows rows() {
    return Rows.of(x.values(), label, x.n(), x.dim());
  }

  /// A data set of points.
  static Dataset points(Labelled training, Labelled heldOut) {
    return TrainHeldOutSplit.of(training.rows(), heldOut.rows())
        .numbered("rows", new Domain.Points(training.x.dim()));
  }
}
