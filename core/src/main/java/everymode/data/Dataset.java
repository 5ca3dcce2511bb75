package everymode.data;

import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Real data, split into rows to train on and held-out rows that nothing is selected on.
///
/// @param name as on the command line, such as `digits` or `ring:std=0.05`
/// @param domain what one sample is
/// @param train rows to train on
/// @param heldOut rows that training never sees
/// @param modes the modes, when the law is a known mixture
/// @param distribution the law, when it is known
/// @param classes names of the labels 0, 1, …; empty without labels
/// @param hash SHA-256 of the training rows and labels, in hexadecimal
/// @param notes sentences a reader of held-out scores must know
/// @param weights how often each training row is drawn, or null where all are drawn alike
public record Dataset(
    String name,
    Domain domain,
    Rows train,
    Rows heldOut,
    Distribution.@Nullable GaussianMixture modes,
    @Nullable Distribution distribution,
    List<String> classes,
    String hash,
    List<String> notes,
    @Nullable AliasTable weights) {

  /// A set whose rows are drawn alike.
  ///
  /// @param name as on the command line, such as `digits` or `ring:std=0.05`
  /// @param domain what one sample is
  /// @param train rows to train on
  /// @param heldOut rows that training never sees
  /// @param modes the modes, when the law is a known mixture
  /// @param distribution the law, when it is known
  /// @param classes names of the labels 0, 1, …; empty without labels
  /// @param hash SHA-256 of the training rows and labels, in hexadecimal
  /// @param notes sentences a reader of held-out scores must know
  public Dataset(
      String name,
      Domain domain,
      Rows train,
      Rows heldOut,
      Distribution.@Nullable GaussianMixture modes,
      @Nullable Distribution distribution,
      List<String> classes,
      String hash,
      List<String> notes) {
    this(name, domain, train, heldOut, modes, distribution, classes, hash, notes, null);
  }

  /// Copies the lists.
  public Dataset {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
  }

  /// The same rows, drawn with other shares by all that trains on them.
  ///
  /// @param share how often each training row comes: at least 0, with a sum above 0
  /// @return the weighted set
  public Dataset weighted(double[] share) {
    if (share.length != train.size()) {
      throw new IllegalArgumentException(
          "%,d shares do not fit %,d rows".formatted(share.length, train.size()));
    }
    AliasTable draws = new AliasTable(share);
    return new Dataset(
        name, domain, train, heldOut, modes, distribution, classes, hash, notes, draws);
  }

  /// Batches in shuffled epochs: every training row once before any row twice. Of a weighted set,
  /// independent draws with its shares.
  ///
  /// @return a source on the current device
  public Source batches() {
    AliasTable draws = weights;
    return draws == null
        ? new ShuffledEpochs(this)
        : (draw, n, key) -> {
          SplittableRandom random = key.fold("drawn").fold(draw).random();
          long[] rows = new long[n];
          Arrays.setAll(rows, _ -> draws.sample(random));
          return batch(Tensor.create(rows, n));
        };
  }

  /// Some training rows, no row twice; of a weighted set, likelier ones first.
  ///
  /// @param n how many, at most as many as there are
  /// @param key decides them
  /// @return their numbers, in rising order
  public long[] sampleRows(int n, RandomKey key) {
    AliasTable draws = weights;
    long[] chosen =
        draws == null
            ? Arrays.copyOf(RandomTensors.permutation(key, train.size()), n)
            : draws.distinct(n, key.random());
    Arrays.sort(chosen);
    return chosen;
  }

  /// Whether each channel of an image is an image of its own, such as one of three digits.
  ///
  /// @return true for stacked digits
  public boolean stacked() {
    return train.stacked();
  }

  /// One line for people.
  ///
  /// @return such as `3,823 images 8×8, 10 classes`
  public String describe() {
    String what =
        switch (domain) {
          case Domain.Points(int dim) -> "points in " + dim + " dimensions";
          case Domain.Table(var columns) -> "rows of " + columns.size() + " numbers";
          case Domain.Images(int c, int h, int w) ->
              (c == 1 ? "" : "colour ") + "images " + h + "×" + w;
        };
    String parts =
        modes != null
            ? ", " + modes.share().length + " modes"
            : classes.isEmpty() ? "" : ", " + classes.size() + " classes";
    return "%,d %s%s".formatted(train.size(), what, parts);
  }

  /// Chosen training rows in model units.
  ///
  /// @param rows int64 `[n]` on the processor
  /// @return the batch on the current device
  public Batch batch(Tensor rows) {
    Device device = Device.current();
    Tensor x = domain.encode(device.bring(train.x(rows)));
    Tensor label = train.label();
    return new Batch(
        x, device.bring(rows), label == null ? null : device.bring(Ops.rows(label, rows)));
  }

  /// Remembers the order of the newest epoch; any other can be made again from its chance.
  private static final class ShuffledEpochs implements Source {
    private final Dataset data;
    private long newest = -1;
    private long seed;
    private long[] order = {};

    ShuffledEpochs(Dataset data) {
      this.data = data;
    }

    @Override
    public Batch batch(long draw, int n, RandomKey key) {
      int size = data.train.size();
      long[] rows = new long[n];
      for (int i = 0; i < n; ) {
        long at = draw * n + i;
        int from = (int) (at % size);
        int count = Math.min(n - i, size - from);
        System.arraycopy(order(at / size, key), from, rows, i, count);
        i += count;
      }
      return data.batch(Tensor.create(rows, n));
    }

    private synchronized long[] order(long number, RandomKey key) {
      if (newest != number || seed != key.seed()) {
        order = RandomTensors.permutation(key.fold("epoch").fold(number), data.train.size());
        newest = number;
        seed = key.seed();
      }
      return order;
    }
  }
}
