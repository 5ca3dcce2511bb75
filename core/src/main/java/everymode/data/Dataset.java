package everymode.data;

import everymode.error.UsageException;
import everymode.random.RandomKey;
import everymode.tensor.Device;
import everymode.tensor.Ops;
import everymode.tensor.RandomTensors;
import everymode.tensor.Scope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Real data, split into rows to train on and held-out rows that are never used for selection. Its
/// components are many because all that is known of a set travels together.
///
/// @param name as in a data set specification, such as `digits` or `ring:std=0.05`
/// @param domain what one sample is
/// @param train rows to train on
/// @param heldOut rows that are never trained on
/// @param ownHeldOut whether the data came with held-out rows of their own, a test part or fresh
///   draws, rather than rows split off here
/// @param modes the modes, when the distribution is a known mixture; else null
/// @param distribution the true distribution, when it is known; else null
/// @param classes names of the labels 0, 1, …; empty without labels
/// @param hash SHA-256 of the training rows and labels, in hexadecimal
/// @param notes remarks that matter for reading held-out scores
/// @param weights sampling weights of the training rows, or null for uniform sampling
public record Dataset(
    String name,
    Domain domain,
    Rows train,
    Rows heldOut,
    boolean ownHeldOut,
    Distribution.@Nullable GaussianMixture modes,
    @Nullable Distribution distribution,
    List<String> classes,
    String hash,
    List<String> notes,
    @Nullable AliasTable weights) {

  /// Copies the lists.
  public Dataset {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
  }

  /// The same rows with other sampling weights during training.
  ///
  /// @param share relative frequency of each training row: at least 0, with a sum above 0
  public Dataset weighted(double[] share) {
    if (share.length != train.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%,d shares do not fit %,d rows", share.length, train.size()));
    }
    AliasTable draws = new AliasTable(share);
    return new Dataset(
        name, domain, train, heldOut, ownHeldOut, modes, distribution, classes, hash, notes, draws);
  }

  /// The same rows with other classes, without a copy.
  ///
  /// @param trainLabel class of each training row, from 0; null for none
  /// @param heldOutLabel class of each held-out row; null for none
  /// @param names of the classes
  public Dataset labelled(
      long @Nullable [] trainLabel, long @Nullable [] heldOutLabel, List<String> names) {
    return new Dataset(
        name,
        domain,
        labelled(train, trainLabel),
        labelled(heldOut, heldOutLabel),
        ownHeldOut,
        modes,
        distribution,
        names,
        hash,
        notes,
        weights);
  }

  /// The same rows with the columns of another set, found by their names, without a copy. Numbers
  /// of rows without names are taken by their place.
  ///
  /// @param wanted what rows of the other set are
  /// @param file with the names of its columns, for the message
  /// @throws UsageException when the shapes differ or columns are missing
  public Dataset like(Domain wanted, Path file) {
    if (wanted instanceof Domain.Grid grid && domain instanceof Domain.Grid other) {
      return like(grid, other);
    }
    List<String> own = domain.columns().stream().map(Domain.Table.Column::name).toList();
    List<String> names = wanted.columns().stream().map(Domain.Table.Column::name).toList();
    if (own.isEmpty() || names.isEmpty() || own.equals(names)) {
      if (!Arrays.equals(domain.shape(), wanted.shape())) {
        throw new UsageException(
            String.format(
                Locale.ROOT,
                "'%s' has %s, but the run was trained on %s; choose data of the same shape",
                name,
                domain.describe(),
                wanted.describe()));
      }
      return this;
    }
    List<String> missing = names.stream().filter(column -> !own.contains(column)).toList();
    if (!missing.isEmpty()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "'%s' lacks %,d of the %,d columns that the run was trained on, such as '%s'; add them, or for cells say :genes=%s, which lists them",
              name,
              missing.size(),
              names.size(),
              missing.getFirst(),
              DatasetSpec.quoted(file.toString())));
    }
    int[] columns = names.stream().mapToInt(own::indexOf).toArray();
    Rows rows = new ColumnRows(train, columns);
    return new Dataset(
        name,
        wanted,
        rows,
        holdsOut() ? new ColumnRows(heldOut, columns) : rows,
        ownHeldOut,
        modes,
        distribution,
        classes,
        hash,
        notes,
        weights);
  }

  /// The same levels with the tiles of another set; the rule stays where there is one.
  private Dataset like(Domain.Grid wanted, Domain.Grid own) {
    return with(
        new Domain.Grid(
            wanted.tiles(),
            wanted.height(),
            wanted.width(),
            wanted.mixed(),
            own.rules().known() ? own.rules() : wanted.rules()));
  }

  /// The same levels with other tiles and another rule.
  ///
  /// @param wanted whose letters include those of the levels
  /// @throws UsageException when a level does not fit
  public Dataset with(Domain.Grid wanted) {
    Domain.Grid own =
        domain.grid().orElseThrow(() -> new UsageException("'" + name + "' has no levels"));
    if (own.equals(wanted)) {
      return this;
    }
    Rows rows = recoded(train, wanted, own);
    return new Dataset(
        name,
        wanted,
        rows,
        holdsOut() ? recoded(heldOut, wanted, own) : rows,
        ownHeldOut,
        modes,
        distribution,
        classes,
        hash,
        notes,
        weights);
  }

  private Rows recoded(Rows rows, Domain.Grid wanted, Domain.Grid own) {
    try (var _ = new Scope()) {
      byte[] bytes = wanted.recoded(own, rows.all(), name);
      return Rows.of(bytes, null, rows.size(), wanted.height(), wanted.width());
    }
  }

  private static Rows labelled(Rows rows, long @Nullable [] label) {
    return PickedRows.of(rows, LongStream.range(0, rows.size()).toArray(), label);
  }

  /// The number of a class by its name, or else by its place among the names. Where all names are
  /// integers only a name counts, since `0` would be the first of the classes 1 to 26.
  ///
  /// @return -1 when there is none
  public static int classNumber(List<String> classes, String text) {
    int named = classes.indexOf(text);
    if (named >= 0
        || !text.matches("[0-9]{1,6}")
        || classes.stream().allMatch(name -> name.matches("-?[0-9]+"))) {
      return named;
    }
    int number = Integer.parseInt(text);
    return number < classes.size() ? number : -1;
  }

  /// Batches in shuffled epochs: every training row once before any row twice. A weighted set gives
  /// independent draws with its weights.
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

  /// Draws training rows without replacement, with the set's weights if it has some.
  ///
  /// @param n at most the number of training rows
  /// @return their row numbers, in rising order
  public long[] sampleRows(int n, RandomKey key) {
    AliasTable draws = weights;
    long[] chosen =
        draws == null
            ? Arrays.copyOf(RandomTensors.permutation(key, train.size()), n)
            : draws.distinct(n, key.random());
    Arrays.sort(chosen);
    return chosen;
  }

  /// Whether rows are held out; if not, the held-out rows are the training rows.
  public boolean holdsOut() {
    return !heldOut.equals(train);
  }

  /// Whether each channel is a separate image, as in stacked digits.
  public boolean stacked() {
    return train.stacked();
  }

  /// Training and held-out rows joined, in this order, without a copy; with labels if both have
  /// them.
  public Rows allRows() {
    return JoinedRows.of(List.of(train, heldOut), domain);
  }

  /// The number of training rows of each class; 0 for all without labels.
  public long[] classRows() {
    return train.classRows(classes.size());
  }

  /// What a user should know before training: classes with no or few training rows, one sentence
  /// each.
  public List<String> warnings() {
    return RareClasses.warnings(this);
  }

  /// A one-line description.
  ///
  /// @return such as `3,823 images 8×8, 10 classes`
  public String describe() {
    String parts =
        modes != null
            ? ", " + modes.share().length + " modes"
            : classes.isEmpty() ? "" : ", " + classes.size() + " classes";
    return String.format(Locale.ROOT, "%,d %s%s", train.size(), domain.describe(), parts);
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

  /// Caches the order of the latest epoch; any other is recomputed from its random key.
  private static final class ShuffledEpochs implements Source {
    private final Dataset data;
    private long latest = -1;
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
      if (latest != number || seed != key.seed()) {
        order = RandomTensors.permutation(key.fold("epoch").fold(number), data.train.size());
        latest = number;
        seed = key.seed();
      }
      return order;
    }
  }
}
